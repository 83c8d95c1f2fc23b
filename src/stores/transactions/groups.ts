/** Changes groups and permissions. Each change writes one audit row; a repetition writes none. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AuditEntry } from '../../ports/audit.ts'
import type { GroupOutcome, UserGrantOutcome } from '../../users/group-store.ts'
import { audit } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

/** Time and actor of a change. */
export interface Doing {
  readonly now: number
  readonly by?: Origin | undefined
}

export function* createGroup(tx: Tx, name: string, doing: Doing): Steps<'created' | 'duplicate'> {
  if (!(yield* tx.insertGroup(name))) return 'duplicate'
  yield* record(tx, { event: 'group.created', reason: name }, doing)
  return 'created'
}

export function* deleteGroup(tx: Tx, name: string, doing: Doing): Steps<'deleted' | 'gone'> {
  const group = yield* tx.findGroup(name)
  if (group === undefined || !(yield* tx.deleteGroup(name))) return 'gone'
  const changes = { members: [group.members, 0], permissions: [group.permissions, []] } as const
  yield* record(tx, { event: 'group.deleted', reason: name, changes }, doing)
  return 'deleted'
}

export function* addMember(tx: Tx, name: string, userId: UserId, doing: Doing): Steps<GroupOutcome> {
  const missing = yield* findMissing(tx, name, userId)
  if (missing !== undefined) return missing
  const isNew = yield* tx.addGroupMember(name, userId)
  if (!isNew) return 'unchanged'
  const changes = { group: [null, name] } as const
  yield* record(tx, { event: 'group.member_added', userId, reason: name, changes }, doing)
  return 'done'
}

export function* removeMember(tx: Tx, name: string, userId: UserId, doing: Doing): Steps<GroupOutcome> {
  const missing = yield* findMissing(tx, name, userId)
  if (missing !== undefined) return missing
  const wasThere = yield* tx.removeGroupMember(name, userId)
  if (!wasThere) return 'unchanged'
  const changes = { group: [name, null] } as const
  yield* record(tx, { event: 'group.member_removed', userId, reason: name, changes }, doing)
  return 'done'
}

export function* grantToGroup(tx: Tx, name: string, permission: string, doing: Doing): Steps<GroupOutcome> {
  if ((yield* tx.findGroup(name)) === undefined) return 'unknown_group'
  const isNew = yield* tx.grantToGroup(name, permission)
  if (!isNew) return 'unchanged'
  const changes = { permission: [null, permission] } as const
  yield* record(tx, { event: 'group.permission_granted', reason: name, changes }, doing)
  return 'done'
}

export function* revokeFromGroup(tx: Tx, name: string, permission: string, doing: Doing): Steps<GroupOutcome> {
  if ((yield* tx.findGroup(name)) === undefined) return 'unknown_group'
  const wasThere = yield* tx.revokeFromGroup(name, permission)
  if (!wasThere) return 'unchanged'
  const changes = { permission: [permission, null] } as const
  yield* record(tx, { event: 'group.permission_revoked', reason: name, changes }, doing)
  return 'done'
}

export function* grantToUser(tx: Tx, userId: UserId, permission: string, doing: Doing): Steps<UserGrantOutcome> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'unknown_user'
  const isNew = yield* tx.grantToUser(userId, permission)
  if (!isNew) return 'unchanged'
  const changes = { permission: [null, permission] } as const
  yield* record(tx, { event: 'user.permission_granted', userId, changes }, doing)
  return 'done'
}

export function* revokeFromUser(tx: Tx, userId: UserId, permission: string, doing: Doing): Steps<UserGrantOutcome> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'unknown_user'
  const wasThere = yield* tx.revokeFromUser(userId, permission)
  if (!wasThere) return 'unchanged'
  const changes = { permission: [permission, null] } as const
  yield* record(tx, { event: 'user.permission_revoked', userId, changes }, doing)
  return 'done'
}

function* findMissing(tx: Tx, name: string, userId: UserId): Steps<'unknown_user' | 'unknown_group' | undefined> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'unknown_user'
  return (yield* tx.findGroup(name)) === undefined ? 'unknown_group' : undefined
}

function* record(tx: Tx, entry: Omit<AuditEntry, 'at'>, { now, by }: Doing): Steps<void> {
  yield* audit(tx, { ...entry, at: now }, by)
}
