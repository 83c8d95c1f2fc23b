/** `latchkey createsuperuser`: Django's command, with its prompts, flags, environment and refusals. */
import { userInfo } from 'node:os'
import { type Auth, createAuth } from '../../auth.ts'
import { createAccount } from '../../flows/register.ts'
import { databasePathOf } from '../../server/assemble.ts'
import { loadSettings } from '../../server/config/load-settings.ts'
import { openSqliteStore } from '../../stores/sqlite/store.ts'
import type { Command, ExitCode, Surroundings } from '../command.ts'
import { CancelledError, createPrompter } from '../prompter.ts'
import { type SuperuserField, superuserFields } from '../superuser-fields.ts'
import { type About, askField, askPassword, judge } from '../superuser-questions.ts'

type Values = Readonly<Record<string, string | boolean | undefined>>
type Answers = { readonly about: About; readonly password: string | undefined }
type Scene = Surroundings & { readonly auth: Auth }

const skipped =
  'Superuser creation skipped due to not running in a TTY. ' +
  'You can run `latchkey createsuperuser` in your project to create one manually.'

export const createSuperuserCommand: Command = {
  name: 'createsuperuser',
  summary: 'Create an account that may do everything.',
  options: {
    config: { type: 'string' },
    email: { type: 'string' },
    username: { type: 'string' },
    first_name: { type: 'string' },
    last_name: { type: 'string' },
    noinput: { type: 'boolean' },
    'no-input': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ['--email, --username', 'what the account logs in with'],
    ['--first_name, --last_name', 'names, where the account model has them'],
    ['--noinput, --no-input', 'ask nothing; DJANGO_SUPERUSER_PASSWORD and DJANGO_SUPERUSER_<FIELD> fill in'],
    ['--config FILE', 'the configuration file (latchkey.config.ts unless given)'],
    ['--json', 'the new account, as JSON'],
  ],
  async run(surroundings, values) {
    const { env, cwd, ui } = surroundings
    const config = typeof values.config === 'string' ? { configFile: values.config } : {}
    const settings = await loadSettings({ env, cwd, ...config })
    const isSilent = values.noinput === true || values['no-input'] === true
    if (!isSilent && surroundings.input.isTTY !== true) {
      ui.say(skipped)
      return 0
    }
    const store = openSqliteStore(databasePathOf(settings, cwd), settings)
    try {
      const scene = { ...surroundings, auth: await createAuth({ settings, store }) }
      const answers = isSilent ? await readSilently(scene, values) : await converse(scene, values)
      return answers === undefined ? 1 : await create(scene, answers, values.json === true)
    } finally {
      await store.close()
    }
  },
}

/** From flags and environment alone. `undefined`: something is missing or wrong, and was said. */
async function readSilently({ ui, env, auth }: Scene, values: Values): Promise<Answers | undefined> {
  const { settings, users } = auth.system
  const found: Record<string, string> = {}
  for (const field of superuserFields(settings.accounts)) {
    const value = flagOf(values, field) ?? env[`DJANGO_SUPERUSER_${field.name.toUpperCase()}`] ?? ''
    if (value === '' && !field.mayBeBlank) {
      ui.failure(`You must use --${field.name} with --noinput.`, `Or set DJANGO_SUPERUSER_${field.name.toUpperCase()}.`)
      return undefined
    }
    const faults = await judge({ users }, field, value)
    for (const fault of faults) ui.failure(fault, 'See: latchkey users list, latchkey createsuperuser --help')
    if (faults.length > 0) return undefined
    found[field.name] = value
  }
  return { about: aboutOf(found), password: env.DJANGO_SUPERUSER_PASSWORD }
}

async function converse(scene: Scene, values: Values): Promise<Answers | undefined> {
  const { ui, input, output } = scene
  const { settings, users, passwordPolicy: policy } = scene.auth.system
  const prompter = createPrompter(input, output)
  const talk = { ui, prompter, users, policy, systemUser: systemUser() }
  try {
    const found: Record<string, string> = {}
    for (const field of superuserFields(settings.accounts)) {
      found[field.name] = await askField(talk, field, flagOf(values, field))
    }
    const about = aboutOf(found)
    return { about, password: await askPassword(talk, about) }
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error
    output.write('\n')
    ui.failure(error.message)
    return undefined
  } finally {
    prompter.close()
  }
}

async function create({ ui, auth }: Scene, answers: Answers, json: boolean): Promise<ExitCode> {
  // Whoever has this machine needs no mail to show whose address it is.
  const flags = { isStaff: true, isSuperuser: true, emailVerified: true }
  const account = await createAccount(auth.system, { ...answers.about, password: answers.password }, flags)
  if (account === 'duplicate') {
    ui.failure(`That ${auth.system.settings.accounts} is already taken.`, 'See: latchkey users list')
    return 1
  }
  if (json) ui.json({ id: account.id, username: account.username, email: account.email })
  else ui.say('Superuser created successfully.')
  return 0
}

function flagOf(values: Values, { name }: SuperuserField): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

function aboutOf(found: Readonly<Record<string, string>>): About {
  const { username = '', email = '', first_name: firstName = '', last_name: lastName = '' } = found
  return { username, email, firstName, lastName }
}

function systemUser(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}
