/**
 * Changes groups and permissions. Each change writes one audit row and marks the users concerned as stale, so that their
 * open sockets are checked again; a repetition does neither.
 */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AuditEntry } from '../../ports/audit.ts'
import type {
  Group,
  GroupDeletion,
  GroupGrantOutcome,
  GroupOutcome,
  UserGrantOutcome,
} from '../../users/group-store.ts'
import { audit, markStale } from './effects.ts'
import type { ListedGroup, MemberCounts, MemberPlace } from './group-statements.ts'
import type { Steps, Tx } from './transaction.ts'

/** Time and actor of a change. */
export interface Doing {
  readonly now: number
  readonly by?: Origin | undefined
}

/** Members are counted slice by slice: a group can hold every account. */
export function* listGroups(tx: Tx): Steps<readonly Group[]> {
  const groups = yield* tx.listGroups()
  const members = new Map<number, number>()
  let place: MemberPlace | undefined
  do {
    const { counted, end }: MemberCounts = yield* tx.countMembers(place)
    for (const each of counted) members.set(each.group, (members.get(each.group) ?? 0) + each.members)
    place = end
  } while (place !== undefined)
  return groups.map(group => ({ ...group, members: members.get(group.id) ?? 0 }))
}

export function* findGroup(tx: Tx, id: number): Steps<Group | undefined> {
  if (!Number.isSafeInteger(id)) return undefined
  const group = yield* tx.findGroup(id)
  return group && (yield* withMembers(tx, group))
}

export function* withMembers(tx: Tx, group: ListedGroup): Steps<Group> {
  let members = 0
  let place: MemberPlace | undefined
  do {
    const { counted, end }: MemberCounts = yield* tx.countMembersOf(group.id, place?.user)
    for (const each of counted) members += each.members
    place = end
  } while (place !== undefined)
  return { ...group, members }
}

export function* createGroup(tx: Tx, name: string, doing: Doing): Steps<'created' | 'duplicate'> {
  if (!(yield* tx.insertGroup(name))) return 'duplicate'
  const group = yield* tx.lockGroup(name)
  yield* record(tx, { event: 'group.created', ...named(group) }, doing)
  return 'created'
}

export function* deleteGroup(tx: Tx, name: string, doing: Doing): Steps<GroupDeletion> {
  const group = yield* tx.lockGroup(name)
  if (group === undefined) return 'gone'
  if (group.isRole) return 'managed'
  const members = yield* markMembersStale(tx, name, doing)
  if (!(yield* tx.deleteGroup(name))) return 'gone'
  const changes = { members: [members, 0], permissions: [group.permissions, []] } as const
  yield* record(tx, { event: 'group.deleted', ...named(group), changes }, doing)
  return 'deleted'
}

export function* addMember(tx: Tx, name: string, userId: UserId, doing: Doing): Steps<GroupOutcome> {
  const group = yield* lockBoth(tx, name, userId)
  if (typeof group === 'string') return group
  const isNew = yield* tx.addGroupMember(name, userId)
  if (!isNew) return 'unchanged'
  const changes = { group: [null, name] } as const
  yield* markStale(tx, userId, doing.now)
  yield* record(tx, { event: 'group.member_added', userId, ...named(group), changes }, doing)
  return 'done'
}

export function* removeMember(tx: Tx, name: string, userId: UserId, doing: Doing): Steps<GroupOutcome> {
  const group = yield* lockBoth(tx, name, userId)
  if (typeof group === 'string') return group
  const wasThere = yield* tx.removeGroupMember(name, userId)
  if (!wasThere) return 'unchanged'
  const changes = { group: [name, null] } as const
  yield* markStale(tx, userId, doing.now)
  yield* record(tx, { event: 'group.member_removed', userId, ...named(group), changes }, doing)
  return 'done'
}

export function* grantToGroup(tx: Tx, name: string, permission: string, doing: Doing): Steps<GroupGrantOutcome> {
  const group = yield* tx.lockGroup(name)
  if (group === undefined) return 'unknown_group'
  if (group.isRole) return 'managed'
  const isNew = yield* tx.grantToGroup(name, permission)
  if (!isNew) return 'unchanged'
  const changes = { permission: [null, permission] } as const
  yield* markMembersStale(tx, name, doing)
  yield* record(tx, { event: 'group.permission_granted', ...named(group), changes }, doing)
  return 'done'
}

export function* revokeFromGroup(tx: Tx, name: string, permission: string, doing: Doing): Steps<GroupGrantOutcome> {
  const group = yield* tx.lockGroup(name)
  if (group === undefined) return 'unknown_group'
  if (group.isRole) return 'managed'
  const wasThere = yield* tx.revokeFromGroup(name, permission)
  if (!wasThere) return 'unchanged'
  const changes = { permission: [permission, null] } as const
  yield* markMembersStale(tx, name, doing)
  yield* record(tx, { event: 'group.permission_revoked', ...named(group), changes }, doing)
  return 'done'
}

export function* grantToUser(tx: Tx, userId: UserId, permission: string, doing: Doing): Steps<UserGrantOutcome> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'unknown_user'
  const isNew = yield* tx.grantToUser(userId, permission)
  if (!isNew) return 'unchanged'
  const changes = { permission: [null, permission] } as const
  yield* markStale(tx, userId, doing.now)
  yield* record(tx, { event: 'user.permission_granted', userId, changes }, doing)
  return 'done'
}

export function* revokeFromUser(tx: Tx, userId: UserId, permission: string, doing: Doing): Steps<UserGrantOutcome> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'unknown_user'
  const wasThere = yield* tx.revokeFromUser(userId, permission)
  if (!wasThere) return 'unchanged'
  const changes = { permission: [permission, null] } as const
  yield* markStale(tx, userId, doing.now)
  yield* record(tx, { event: 'user.permission_revoked', userId, changes }, doing)
  return 'done'
}

export function* markMembersStale(tx: Tx, name: string, { now }: Doing): Steps<number> {
  const members = yield* tx.listGroupMembers(name)
  for (const userId of members) yield* markStale(tx, userId, now)
  return members.length
}

function* lockBoth(tx: Tx, name: string, userId: UserId): Steps<'unknown_user' | 'unknown_group' | ListedGroup> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'unknown_user'
  return (yield* tx.lockGroup(name)) ?? 'unknown_group'
}

/** By its id, which a group keeps when it is renamed, and no other of its name gets. */
export function named(group: Pick<ListedGroup, 'id' | 'name'> | undefined) {
  return group === undefined ? {} : { reason: group.name, subject: `group:${group.id}` }
}

export function* record(tx: Tx, entry: Omit<AuditEntry, 'at'>, { now, by }: Doing): Steps<void> {
  yield* audit(tx, { ...entry, at: now }, by)
}
