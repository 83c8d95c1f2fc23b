/** `latchkey users create`: an account, as registration makes it, without a session. */
import { type AccountScene, accountBody, configHelp, createOrRefuse, nameOf, withAccounts } from '../../accounts.ts'
import type { Command, ExitCode } from '../../command.ts'
import { readNewPassword } from '../../new-password.ts'
import { superuserFields } from '../../superuser-fields.ts'
import { type About, check } from '../../superuser-questions.ts'

export const usersCreateCommand: Command = {
  name: 'users create',
  summary: 'Create an account.',
  options: {
    config: { type: 'string' },
    email: { type: 'string' },
    username: { type: 'string' },
    first_name: { type: 'string' },
    last_name: { type: 'string' },
    staff: { type: 'boolean' },
    inactive: { type: 'boolean' },
    stdin: { type: 'boolean' },
    unusable: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ['--email, --username', 'what the account logs in with'],
    ['--first_name, --last_name', 'names, where the account model has them'],
    ['--staff', 'opens what is for staff; createsuperuser makes the other kind'],
    ['--inactive', 'cannot log in before it is activated'],
    ['--stdin', 'the password is the line on standard input'],
    ['--unusable', 'no password: nobody logs in before one is set'],
    configHelp,
    ['--json', 'the new account, as JSON'],
  ],
  run: (surroundings, values) => withAccounts(surroundings, values, create),
}

async function create(scene: AccountScene): Promise<ExitCode> {
  const { ui, values } = scene
  const about = await readAbout(scene)
  if (about === undefined) return 1
  const password = values.unusable === true ? undefined : await readNewPassword(scene, about)
  if (password === undefined && values.unusable !== true) return 1
  const flags = { isStaff: values.staff === true, isActive: values.inactive !== true }
  const account = await createOrRefuse(scene, { ...about, password }, flags)
  if (account === undefined) return 1
  if (values.json) ui.json(accountBody(account))
  else ui.say(`Created ${nameOf(account)} (id ${account.id}).`)
  return 0
}

/** `undefined`: something is missing or wrong, and was said. */
async function readAbout({ ui, auth, values }: AccountScene): Promise<About | undefined> {
  const { settings, users } = auth.system
  const textOf = (name: string) => (typeof values[name] === 'string' ? values[name] : '')
  const faults = []
  for (const field of superuserFields(settings.accounts)) {
    const value = textOf(field.name)
    if (value === '' && !field.allowsBlank) faults.push(`--${field.name} is needed.`)
    else faults.push(...(await check({ users }, field, value)))
  }
  for (const fault of faults) ui.failure(fault, 'See: latchkey users create --help')
  if (faults.length > 0) return undefined
  const [firstName, lastName] = [textOf('first_name'), textOf('last_name')]
  return { username: textOf('username'), email: textOf('email'), firstName, lastName }
}
