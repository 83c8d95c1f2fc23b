/** An operator changes the name and the permissions of a group at once. */
import type { AuditChanges } from '../../ports/audit.ts'
import type { GroupChanges } from '../../users/group-store.ts'
import type { ListedGroup } from './group-statements.ts'
import { type Doing, markMembersStale, named, record } from './groups.ts'
import type { Steps, Tx } from './transaction.ts'

/** Its members are counted afterwards: they may be many, and every writer would wait. */
type Changed =
  | { readonly outcome: 'saved' | 'unchanged'; readonly group: ListedGroup }
  | { readonly outcome: 'duplicate' | 'gone' | 'managed' }

export function* changeGroup(tx: Tx, id: number, changes: GroupChanges, doing: Doing): Steps<Changed> {
  const group = Number.isSafeInteger(id) ? (yield* tx.lockGroups([id]))[0] : undefined
  if (group === undefined) return { outcome: 'gone' }
  const next = {
    ...group,
    name: changes.name ?? group.name,
    permissions: sorted(changes.permissions ?? group.permissions),
  }
  const recorded = differences(group, next)
  if (Object.keys(recorded).length === 0) return { outcome: 'unchanged', group }
  if (group.isRole) return { outcome: 'managed' }
  if (next.name !== group.name && !(yield* tx.renameGroup(id, next.name))) return { outcome: 'duplicate' }
  yield* setPermissions(tx, group, next)
  yield* markMembersStale(tx, next.name, doing)
  yield* record(tx, { event: 'group.changed', ...named(group), changes: recorded }, doing)
  return { outcome: 'saved', group: next }
}

/** Each once, in the order in which the databases list them. */
export function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

function differences(group: ListedGroup, next: ListedGroup): AuditChanges {
  return {
    ...(group.name === next.name ? {} : { name: [group.name, next.name] as const }),
    ...(isSame(group.permissions, next.permissions)
      ? {}
      : { permissions: [group.permissions, next.permissions] as const }),
  }
}

/** Of two lists without duplicates, both in order. */
export function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index])
}

/** `group` as it is, and its name and permissions as they are to be. */
export function* setPermissions(
  tx: Tx,
  group: Pick<ListedGroup, 'permissions'>,
  { name, permissions }: Pick<ListedGroup, 'name' | 'permissions'>,
): Steps<void> {
  for (const old of group.permissions) if (!permissions.includes(old)) yield* tx.revokeFromGroup(name, old)
  for (const wanted of permissions) if (!group.permissions.includes(wanted)) yield* tx.grantToGroup(name, wanted)
}
