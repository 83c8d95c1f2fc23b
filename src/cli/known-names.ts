/** What exists, for a command that was given a name which does not: the nearest, then all of them. */
import { nearestName } from '../settings/nearest-name.ts'
import type { Settings } from '../settings/settings.ts'
import type { GroupStore } from '../users/group-store.ts'

const mostNames = 20

/** `Did you mean editors? Groups: authors, editors.` */
export function sayKnown(written: string, what: string, known: readonly string[]): string {
  const nearest = nearestName(written, known)
  const shown = known.slice(0, mostNames).join(', ')
  const more = known.length > mostNames ? `, and ${known.length - mostNames} more` : ''
  return `${nearest === undefined ? '' : `Did you mean ${nearest}? `}${what}: ${shown}${more}.`
}

export async function sayGroups(groups: GroupStore, written: string): Promise<string> {
  const names = (await groups.list()).map(({ name }) => name)
  return names.length === 0
    ? 'There are no groups. Create one: latchkey groups create GROUP'
    : sayKnown(written, 'Groups', names)
}

/** The permissions that a user or a group has, those that the settings declare, and those that their default permissions ask for. */
export async function knownPermissions(
  groups: GroupStore,
  { defaultPermissions = [], permissions = [] }: Pick<Settings, 'defaultPermissions' | 'permissions'>,
): Promise<readonly string[]> {
  const asked = defaultPermissions.flatMap(each => (typeof each === 'string' ? [] : (each.permissionNames ?? [])))
  return [...new Set([...(await groups.listPermissions()), ...permissions, ...asked])].sort()
}

/** Beside a text that is no permission. */
export function sayPermissions(written: string, known: readonly string[]): string {
  return known.length === 0 ? 'Example: shop.add_product' : sayKnown(written, 'Known permissions', known)
}

/** Beside a permission that was unknown, where others are known: it may be new, or misspelt. */
export function sayUnknown(permission: string, known: readonly string[]): readonly string[] {
  if (known.length === 0 || known.includes(permission)) return []
  const unknown = `No user, group or setting had the permission ${permission} before.`
  return [`${unknown} ${sayKnown(permission, 'Known permissions', known)}`]
}
