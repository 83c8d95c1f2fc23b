/** `latchkey createsuperuser`: Django's command, with its prompts, flags, environment and refusals. */
import { userInfo } from 'node:os'
import { showMembers } from '../../accounts/members.ts'
import { type AccountDetails, accountDetails, memberHelp, memberOptions } from '../account-members.ts'
import { type AccountScene, configHelp, createOrRefuse, type Values, withAccounts } from '../accounts.ts'
import type { Command, ExitCode } from '../command.ts'
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

export const createSuperuserCommand: Command = {
  name: 'createsuperuser',
  summary: 'Create an account with every permission.',
  options: {
    config: { type: 'string' },
    ...memberOptions,
    noinput: { type: 'boolean' },
    'no-input': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ...memberHelp,
    ['--noinput, --no-input', 'do not ask; read DJANGO_SUPERUSER_PASSWORD and DJANGO_SUPERUSER_<FIELD>'],
    configHelp,
    ['--json', 'the new account, as JSON'],
  ],
  async run(surroundings, values) {
    const isSilent = values.noinput === true || values['no-input'] === true
    if (!isSilent && surroundings.input.isTTY !== true) {
      surroundings.ui.say(skipped)
      return 0
    }
    return await withAccounts(surroundings, values, async scene => {
      const answers = isSilent ? await readSilently(scene) : await askAll(scene)
      return answers === undefined ? 1 : await create(scene, answers)
    })
  },
}

/** From flags and environment alone. `undefined`: something is missing or wrong, and the message was printed. */
async function readSilently({ ui, env, auth, values }: AccountScene): Promise<Answers | undefined> {
  const { settings, users } = auth.system
  const found: Record<string, string> = {}
  for (const field of superuserFields(settings.accounts)) {
    const value = flagOf(values, field) ?? env[`DJANGO_SUPERUSER_${field.name.toUpperCase()}`] ?? ''
    if (value === '' && !field.allowsBlank) {
      ui.failure(`You must use --${field.name} with --noinput.`, `Or set DJANGO_SUPERUSER_${field.name.toUpperCase()}.`)
      return undefined
    }
    const faults = await check({ users }, field, value)
    for (const fault of faults) ui.failure(fault, 'See: latchkey users list, latchkey createsuperuser --help')
    if (faults.length > 0) return undefined
    found[field.name] = value
  }
  return { details: accountDetails(found), password: env.DJANGO_SUPERUSER_PASSWORD }
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
