/** Writes `latchkey.config.ts` from what the project and its settings say. No key and no address of a database is in it. */
import type { LoginSettings } from '../../users/login-key.ts'
import type { DjangoSettings } from '../django-settings.ts'
import type { DjangoProject, OwnField } from '../project.ts'
import { djangoHashersOf, hasherOf, isKeyWeak, simpleJwtOf, userIdFieldOf } from './settings-of.ts'

export interface ConfigFacts {
  readonly project: DjangoProject
  readonly settings: DjangoSettings | undefined
  readonly logins: LoginSettings
  /** allauth's names of providers with accounts. */
  readonly providers: readonly string[]
}

/** TypeScript, formatted. */
export function configText(facts: ConfigFacts): string {
  const { project, settings } = facts
  const { fields } = project.users
  return [
    ...importsOf(fields),
    '',
    ...(fields.length === 0 ? [] : [...fieldsText(fields), '']),
    'export default defineConfig({',
    ...settingLines(facts).map(line => (line === '' ? '' : `  ${line}`)),
    '})',
    '',
    ...(settings === undefined
      ? [
          `// Not known without the project's settings: lifetimes, hasher, algorithm. See \`latchkey adopt django --help\`.`,
          '',
        ]
      : []),
  ].join('\n')
}

function settingLines(facts: ConfigFacts): string[] {
  const { project, settings, logins } = facts
  const { users } = project
  return [
    "// SimpleJWT's behaviour in all that is not said below: clients notice nothing.",
    "compat: 'simplejwt',",
    `accounts: '${users.loginMember}',`,
    `userIds: '${users.idForm === 'integer' ? 'integer' : 'uuid'}',`,
    ...(logins.accounts === 'username' && logins.usernameCase === 'fold'
      ? ["// Django's database or allauth takes names in another case.", "usernameCase: 'fold',"]
      : []),
    ...(logins.accounts === 'email' && logins.emailCase === 'fold'
      ? ["// Django's database or allauth takes addresses in another case.", "emailCase: 'fold',"]
      : []),
    ...(users.fields.length === 0 ? [] : ['userFields: customer,']),
    '',
    "// The address of Django's database is LATCHKEY_DJANGO_DATABASE_URL: no password stands in a file.",
    '// The key that Django signs with is LATCHKEY_SIGNING_KEY: both sides accept the tokens of the other.',
    ...(settings === undefined ? [] : knownLines(facts, settings)),
    ...(facts.providers.length === 0
      ? []
      : [
          '',
          `// Accounts at ${facts.providers.join(', ')} come over. Their clients: LATCHKEY_SOCIAL, or here:`,
          `// social: { ${facts.providers.map(name => `${JSON.stringify(name)}: { clientId: '...', clientSecret: '...' }`).join(', ')} },`,
        ]),
  ]
}

function knownLines({ project }: ConfigFacts, settings: DjangoSettings): string[] {
  const { values, byHand } = simpleJwtOf(settings)
  const hasher = hasherOf(settings)
  const hashers = djangoHashersOf(settings)
  const field = userIdFieldOf(project, settings)
  return [
    ...(isKeyWeak(settings)
      ? [
          '// Taken while the project moves in; then it becomes a previous key with an end.',
          "acceptWeakSigningKey: 'while-adopting',",
        ]
      : []),
    ...(field === undefined || field === 'id' ? [] : [`userIdField: '${field}',`]),
    ...(values.length === 0
      ? []
      : ['SIMPLE_JWT: {', ...values.map(([name, value]) => `  ${name}: ${literal(value)},`), '},']),
    ...byHand.map(name => `// SIMPLE_JWT['${name}'] names code of the project: write it as a function.`),
    '',
    '// As Django makes them, so that a way back stays open.',
    ...Object.entries(hasher ?? { passwordHasher: 'pbkdf2_sha256' }).map(
      ([name, value]) => `${name}: ${literal(value)},`,
    ),
    ...(hashers.length === 0 ? [] : [`djangoHashers: ${literal(hashers)},`]),
  ]
}

/** `'text'`, `true`, `15`, `['a', 'b']`. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  return JSON.stringify(value)
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

const makers = { boolean: 'booleanField', integer: 'integerField', date: 'dateField', text: 'charField' } as const

function makerOf({ type, isDate }: OwnField): keyof typeof makers {
  return isDate ? 'date' : type
}

function importsOf(fields: readonly OwnField[]): string[] {
  const names = [...new Set(fields.map(field => makers[makerOf(field)]))]
  const all = [...names, 'defineConfig', ...(fields.length === 0 ? [] : ['defineUserFields'])].sort()
  return [`import { ${all.join(', ')} } from 'latchkey'`, ...(fields.length === 0 ? [] : ["import { z } from 'zod'"])]
}

/** Nobody is shown or may set a column that the application had for itself, until a person says so. */
function fieldsText(fields: readonly OwnField[]): string[] {
  return [
    '// Columns of the application. Name those that users may give at registration, and see and change in their profile.',
    'export const customer = defineUserFields(',
    '  z.object({',
    ...fields.map(field => `    ${field.name}: ${fieldText(field)},`),
    '  }),',
    '  { atRegistration: [], inProfile: [] },',
    ')',
  ]
}

function fieldText(field: OwnField): string {
  const options = [
    'required: false',
    ...(field.isNullable ? ['allowNull: true'] : []),
    ...(makerOf(field) === 'text'
      ? ['allowBlank: true', ...(field.maxLength === undefined ? [] : [`maxLength: ${field.maxLength}`])]
      : []),
  ]
  return `${makers[makerOf(field)]}({ ${options.join(', ')} })`
}
