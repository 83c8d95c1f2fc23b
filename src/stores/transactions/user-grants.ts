/** What one user is granted: read, and replaced as a whole. Each change has an audit row with all that was there before. */
import type { UserId } from '../../kernel/user-id.ts'
import type { GroupOutcome, OwnGrants, UserGrantOutcome } from '../../users/group-store.ts'
import { isSame, sorted } from './change-group.ts'
import { markStale } from './effects.ts'
import { type Doing, named, record } from './groups.ts'
import type { Steps, Tx } from './transaction.ts'

export function* findOwnGrants(tx: Tx, userId: UserId): Steps<OwnGrants> {
  return { groups: yield* tx.listGroupsOf(userId), permissions: yield* listOwnPermissions(tx, userId) }
}

export function* setUserGroups(tx: Tx, userId: UserId, ids: readonly number[], doing: Doing): Steps<GroupOutcome> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'unknown_user'
  if (!ids.every(Number.isSafeInteger)) return 'unknown_group'
  const wanted = new Set(ids)
  const present = new Set((yield* tx.listGroupsOf(userId)).map(({ id }) => id))
  // Those that the user leaves too: none is renamed or deleted meanwhile, so the row has the names that hold.
  const locked = yield* tx.lockGroups([...wanted.union(present)])
  const before = locked.filter(({ id }) => present.has(id))
  const after = locked.filter(({ id }) => wanted.has(id))
  if (after.length < wanted.size) return 'unknown_group'
  const changes = { groups: [before.map(({ name }) => name), after.map(({ name }) => name)] } as const
  if (isSame(...changes.groups)) return 'unchanged'
  yield* markStale(tx, userId, doing.now)
  yield* record(tx, { event: 'user.groups_changed', userId, changes }, doing)
  // For the history of each group, a row of its own.
  for (const group of before.filter(({ id }) => !wanted.has(id))) {
    yield* tx.removeGroupMember(group.name, userId)
    yield* record(tx, { event: 'group.member_removed', userId, ...named(group) }, doing)
  }
  for (const group of after.filter(({ id }) => !present.has(id))) {
    yield* tx.addGroupMember(group.name, userId)
    yield* record(tx, { event: 'group.member_added', userId, ...named(group) }, doing)
  }
  return 'done'
}

export function* setUserPermissions(
  tx: Tx,
  userId: UserId,
  permissions: readonly string[],
  doing: Doing,
): Steps<UserGrantOutcome> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'unknown_user'
  const [before, after] = [yield* listOwnPermissions(tx, userId), sorted(permissions)]
  if (isSame(before, after)) return 'unchanged'
  for (const old of before) if (!after.includes(old)) yield* tx.revokeFromUser(userId, old)
  for (const wanted of after) if (!before.includes(wanted)) yield* tx.grantToUser(userId, wanted)
  yield* markStale(tx, userId, doing.now)
  yield* record(tx, { event: 'user.permissions_changed', userId, changes: { permissions: [before, after] } }, doing)
  return 'done'
}

function* listOwnPermissions(tx: Tx, userId: UserId): Steps<readonly string[]> {
  return (yield* tx.findOwnGrants([userId]))[0]?.permissions ?? []
}
