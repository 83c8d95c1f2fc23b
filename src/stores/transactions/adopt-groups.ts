/** Makes groups the same as a Django project has them. Roles are the configuration's, and stay as they are. */
import type { AdoptedGroup } from '../../features/adoption/adopted-user.ts'
import { isSame, setPermissions, sorted } from './change-group.ts'
import { createGroup, type Doing, deleteGroup, markMembersStale, named, record } from './groups.ts'
import type { Steps, Tx } from './transaction.ts'

/** Gives how many were made, changed and deleted. */
export function* adoptGroups(tx: Tx, groups: readonly AdoptedGroup[], now: number): Steps<number> {
  const doing: Doing = { now, by: { address: '', userAgent: '', actor: 'django' } }
  const found = yield* tx.listGroups()
  const wanted = new Set(groups.map(({ name }) => name))
  let changed = 0
  for (const { name, isRole } of found) {
    if (isRole || wanted.has(name)) continue
    yield* deleteGroup(tx, name, doing)
    changed += 1
  }
  for (const group of groups) if (yield* adoptGroup(tx, group, doing)) changed += 1
  return changed
}

function* adoptGroup(tx: Tx, { name, permissions }: AdoptedGroup, doing: Doing): Steps<boolean> {
  const isNew = (yield* createGroup(tx, name, doing)) === 'created'
  const group = yield* tx.lockGroup(name)
  const after = sorted(permissions)
  if (group === undefined || group.isRole || isSame(group.permissions, after)) return isNew
  yield* setPermissions(tx, group, { name, permissions: after })
  yield* markMembersStale(tx, name, doing)
  const changes = { permissions: [group.permissions, after] } as const
  yield* record(tx, { event: 'group.changed', ...named(group), changes }, doing)
  return true
}
