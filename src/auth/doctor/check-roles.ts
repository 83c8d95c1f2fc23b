/** Groups of roles that differ from what the settings say, and roles that the settings say nothing of. */
import { rolesOf } from '../../settings/roles-of.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Store } from '../../store.ts'
import { type Finding, reporter } from './finding.ts'

const { fault, advice } = reporter('roles')

export async function checkRoles(settings: Settings, { groups }: Pick<Store, 'groups'>): Promise<readonly Finding[]> {
  const roles = rolesOf(settings)
  if (roles === undefined) return await checkForgotten({ groups })
  const differing = (await groups.planRoles(roles)).map(({ role }) => role)
  if (differing.length === 0) return []
  const what = `The groups of these roles are not what the settings say: ${differing.join(', ')}.`
  return [fault(what, 'See `latchkey roles sync --dry-run`, then run it without --dry-run or start again.')]
}

/** A process without `roles` leaves them as they are: whether that is meant, no one but the operator knows. */
async function checkForgotten({ groups }: Pick<Store, 'groups'>): Promise<readonly Finding[]> {
  const names = (await groups.list()).filter(({ isRole }) => isRole).map(({ name }) => name)
  if (names.length === 0) return []
  const what = `The settings have no roles, and these groups are roles in the database: ${names.join(', ')}.`
  return [advice(what, 'Set roles as they were, or roles: {} to take them away.')]
}
