/** `latchkey users create`: the account that a registration would create, without a session or a mail. */
import { type AccountDetails, accountDetails, accountJson, memberHelp, memberOptions } from '../../account-members.ts'
import { type AccountScene, configHelp, createOrRefuse, nameOf, withAccounts } from '../../accounts.ts'
import type { Command, ExitCode } from '../../command.ts'
import { readGiven, setHelp, setOption } from '../../given-fields.ts'
import { readNewPassword } from '../../new-password.ts'
import { superuserFields } from '../../superuser-fields.ts'
import { check } from '../../superuser-questions.ts'

export const usersCreateCommand: Command = {
  name: 'users create',
  summary: 'Create an account.',
  options: {
    config: { type: 'string' },
    ...memberOptions,
    ...setOption,
    staff: { type: 'boolean' },
    inactive: { type: 'boolean' },
    stdin: { type: 'boolean' },
    unusable: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ...memberHelp,
    setHelp,
    ['--staff', 'make the account staff; for a superuser use createsuperuser'],
    ['--inactive', 'the account cannot log in until it is activated'],
    ['--stdin', 'read the password from standard input'],
    ['--unusable', 'no password: no one can log in until one is set'],
    configHelp,
    ['--json', 'the new account, as JSON'],
  ],
  run: (surroundings, values) => withAccounts(surroundings, values, create, { creates: true }),
}

async function create(scene: AccountScene): Promise<ExitCode> {
  const { ui, values } = scene
  const details = await readDetails(scene)
  const given = details && readGiven(ui, scene.auth.system.settings, { set: values.set })
  if (details === undefined || given === undefined) return 1
  const password = values.unusable === true ? undefined : await readNewPassword(scene, details)
  if (password === undefined && values.unusable !== true) return 1
  const flags = { isStaff: values.staff === true, isActive: values.inactive !== true }
  const account = await createOrRefuse(scene, { ...details, password, fields: given.fields }, flags)
  if (account === undefined) return 1
  if (values.json) ui.json(accountJson(account))
  else ui.say(`Created ${nameOf(account)} (id ${account.id}).`)
  return 0
}

/** `undefined`: something is missing or wrong, and the messages were printed. */
async function readDetails({ ui, auth, values }: AccountScene): Promise<AccountDetails | undefined> {
  const { settings, users } = auth.system
  const faults = []
  for (const field of superuserFields(settings.accounts)) {
    const value = values[field.name]
    const text = typeof value === 'string' ? value : ''
    if (text === '' && !field.allowsBlank) faults.push(`--${field.name} is needed.`)
    else faults.push(...(await check({ users }, field, text)))
  }
  for (const fault of faults) ui.failure(fault, 'See: latchkey users create --help')
  if (faults.length > 0) return undefined
  return accountDetails(values)
}
