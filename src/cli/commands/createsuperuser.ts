/** `latchkey createsuperuser`: Django's command, with its prompts, flags, environment and refusals. */
import { userInfo } from 'node:os'
import { text as readText } from 'node:stream/consumers'
import { showMembers } from '../../accounts/members.ts'
import { type AccountDetails, accountDetails, memberHelp, memberOptions } from '../account-members.ts'
import { type AccountScene, configHelp, createOrRefuse, nameOf, type Values, withAccounts } from '../accounts.ts'
import type { Command, ExitCode } from '../command.ts'
import { checkGivenPassword } from '../new-password.ts'
import { answerFields, answerPassword, readPipedLines } from '../piped-answers.ts'
import { asTyped } from '../program-name.ts'
import { CancelledError, createPrompter } from '../prompter.ts'
import { type SuperuserField, superuserFields } from '../superuser-fields.ts'
import { askField, askPassword, check } from '../superuser-questions.ts'

interface Answers {
  readonly details: AccountDetails
  readonly password: string | undefined
}

const skipped =
  'Superuser creation skipped due to not running in a TTY. ' +
  'You can run `latchkey createsuperuser` in your project to create one manually.'

const otherWays = [
  'Without a terminal, pass the password on standard input: latchkey createsuperuser --email ADDRESS < password.txt',
  'or in the environment: DJANGO_SUPERUSER_PASSWORD with --noinput.',
]

export const createSuperuserCommand: Command = {
  name: 'createsuperuser',
  summary: 'Create an account with every permission.',
  options: {
    config: { type: 'string' },
    ...memberOptions,
    'password-stdin': { type: 'boolean' },
    noinput: { type: 'boolean' },
    'no-input': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ...memberHelp,
    ['--password-stdin', 'read the password from standard input, and nothing else; do not ask'],
    ['--noinput, --no-input', 'do not ask; read DJANGO_SUPERUSER_PASSWORD and DJANGO_SUPERUSER_<FIELD>'],
    configHelp,
    ['--json', 'the new account, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui, input, program } = surroundings
    const isSilent = values.noinput === true || values['no-input'] === true
    const reads = values['password-stdin'] === true
    const isPiped = !isSilent && !reads && input.isTTY !== true
    const lines = isPiped ? await readPipedLines(input) : []
    if (isPiped && lines.length === 0) {
      ui.say(asTyped(skipped, program))
      ui.hint(otherWays)
      return 0
    }
    const run = async (scene: AccountScene) => {
      if (hasForeignFlag(scene)) return 2
      const read = isPiped ? readLines(scene, lines) : isSilent || reads ? readSilently(scene) : askAll(scene)
      const answers = await read
      return answers === undefined ? 1 : await create(scene, answers)
    }
    return await withAccounts(surroundings, values, run, { creates: true })
  },
}

/** A flag of the other account model: passed over, its value would be missed much later. */
function hasForeignFlag({ ui, auth, values }: AccountScene): boolean {
  const { accounts } = auth.system.settings
  const known = superuserFields(accounts).map(({ name }) => name)
  const foreign = Object.keys(memberOptions).find(
    name => values[name] !== undefined && !known.some(own => own === name),
  )
  if (foreign === undefined) return false
  ui.failure(`createsuperuser takes no --${foreign} with accounts: '${accounts}'.`, 'See: latchkey users change --help')
  return true
}

/** From flags, and from the lines of a pipe for what they do not say. */
async function readLines(scene: AccountScene, lines: readonly string[]): Promise<Answers | undefined> {
  const { auth, values, env } = scene
  const given = (field: SuperuserField) => flagOf(values, field) ?? env[variableOf(field)]
  const answered = await answerFields(scene, superuserFields(auth.system.settings.accounts), given, lines)
  if (answered === undefined) return undefined
  const details = accountDetails(answered.fields)
  const password = answerPassword(scene, details, answered.rest)
  return password === undefined ? undefined : { details, password }
}

/** From flags and environment alone. `undefined`: something is missing or wrong, and the message was printed. */
async function readSilently(scene: AccountScene): Promise<Answers | undefined> {
  const { ui, env, auth, values } = scene
  const { settings, users } = auth.system
  const found: Record<string, string> = {}
  for (const field of superuserFields(settings.accounts)) {
    const value = flagOf(values, field) ?? env[variableOf(field)] ?? ''
    if (value === '' && !field.allowsBlank) {
      ui.failure(`You must use --${field.name} with --noinput.`, `Or set ${variableOf(field)}.`)
      return undefined
    }
    const faults = await check({ users }, field, value)
    for (const fault of faults) ui.failure(fault, 'See: latchkey users list, latchkey createsuperuser --help')
    if (faults.length > 0) return undefined
    found[field.name] = value
  }
  const details = accountDetails(found)
  if (values['password-stdin'] !== true) return { details, password: env.DJANGO_SUPERUSER_PASSWORD }
  const password = checkGivenPassword(scene, details, (await readText(scene.input)).replace(/\r?\n$/, ''))
  return password === undefined ? undefined : { details, password }
}

function variableOf({ name }: SuperuserField): string {
  return `DJANGO_SUPERUSER_${name.toUpperCase()}`
}

async function askAll(scene: AccountScene): Promise<Answers | undefined> {
  const { ui, input, output, values } = scene
  const { settings, users, passwordPolicy: policy } = scene.auth.system
  const prompter = createPrompter(input, output)
  const talk = { ui, prompter, users, policy, systemUser: systemUser() }
  try {
    const found: Record<string, string> = {}
    for (const field of superuserFields(settings.accounts)) {
      found[field.name] = await askField(talk, field, flagOf(values, field))
    }
    const details = accountDetails(found)
    return { details, password: await askPassword(talk, details) }
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error
    output.write('\n')
    ui.failure(error.message)
    return undefined
  } finally {
    prompter.close()
  }
}

async function create(scene: AccountScene, answers: Answers): Promise<ExitCode> {
  // An operator of this machine does not have to verify the address by mail.
  const flags = { isStaff: true, isSuperuser: true, emailVerified: true }
  const account = await createOrRefuse(scene, { ...answers.details, password: answers.password }, flags)
  if (account === undefined) return 1
  if (scene.values.json) scene.ui.json(showMembers(account, ['id', 'username', 'email']))
  else scene.ui.say('Superuser created successfully.')
  // Django creates it silently, and the first login fails.
  if (answers.password === undefined) {
    scene.ui.hint([
      'No password is set, so no one can log in. Set one:',
      `  latchkey users set-password ${nameOf(account)}`,
    ])
  }
  return 0
}

function flagOf(values: Values, { name }: SuperuserField): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

function systemUser(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}
