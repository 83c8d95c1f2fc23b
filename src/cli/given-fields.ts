/** The data of an account in the options of a command: members as flags, your user fields as `--set NAME=VALUE`. */
import { readGivenFields } from '../accounts/account-record.ts'
import { operatorFields } from '../accounts/operator-fields.ts'
import type { Settings } from '../settings/settings.ts'
import type { ProfileChanges } from '../users/store.ts'
import type { Values } from './accounts.ts'
import { sayKnown } from './known-names.ts'
import type { Ui } from './ui.ts'

const memberNames = ['email', 'username', 'first_name', 'last_name'] as const

export const setOption = { set: { type: 'string', multiple: true } } as const
export const setHelp = ['--set NAME=VALUE', 'one of your user fields; may be repeated'] as const

/** What the options change. `undefined`: something is wrong, and the messages were printed. */
export function readGiven(ui: Ui, settings: Settings, values: Values): ProfileChanges | undefined {
  const own = readAssignments(ui, settings, values.set)
  if (own === undefined) return undefined
  const members = memberNames.flatMap(name => (typeof values[name] === 'string' ? [[name, values[name]] as const] : []))
  const { changes, faults } = readGivenFields(settings, { ...Object.fromEntries(members), ...own })
  for (const fault of faults) ui.failure(fault)
  return faults.length === 0 ? changes : undefined
}

function readAssignments(
  ui: Ui,
  settings: Settings,
  given: Values[string],
): Readonly<Record<string, string>> | undefined {
  const pairs = (Array.isArray(given) ? given : []).map(text => text.split(/=(.*)/s).slice(0, 2))
  const known = Object.keys(operatorFields(settings))
  const wrong = pairs.find(([name = '', value]) => value === undefined || !known.includes(name))
  if (wrong === undefined) return Object.fromEntries(pairs)
  const [name = '', value] = wrong
  if (value === undefined) ui.failure('--set needs a name and a value.', 'Write --set NAME=VALUE.')
  else if (Object.hasOwn(otherWays, name))
    ui.failure(`${name} is no user field, and --set does not change it.`, otherWays[name])
  else ui.failure(`There is no user field "${name}".`, describeKnown(name, known))
  return undefined
}

/** What every account has: how it is changed, where it can be. */
const otherWays: Readonly<Record<string, string>> = {
  ...Object.fromEntries(memberNames.map(name => [name, `Write --${name}.`])),
  is_staff: 'Write --staff yes or --staff no.',
  is_superuser: 'Write --superuser yes or --superuser no.',
  is_active: 'See: latchkey users activate, latchkey users deactivate',
  password: 'See: latchkey users set-password',
  groups: 'See: latchkey groups add',
  user_permissions: 'See: latchkey users grant',
  ...Object.fromEntries(
    ['id', 'date_joined', 'last_login', 'email_verified'].map(name => [name, `${name} is read-only.`]),
  ),
}

function describeKnown(name: string, known: readonly string[]): string {
  return known.length === 0 ? 'The setting userFields defines them.' : sayKnown(name, 'Your user fields', known)
}
