/** Deletes an account: by its owner, with the password, or by an operator. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { DeletionOptions, DeletionOutcome } from '../../users/directory.ts'
import type { UserDeletion } from '../../users/store.ts'
import { ConstraintError } from './constraint-error.ts'
import { audit, endAllSessions, markStale } from './effects.ts'
import type { Doing } from './groups.ts'
import { lockUnlessLast } from './lock-unless-last.ts'
import { lockMemberships, recordLost } from './organization-members.ts'
import { settleSearch } from './settle-search.ts'
import type { Steps, Tx } from './transaction.ts'

type Deleted = 'deleted' | 'gone' | 'in_use' | 'last_owner'

/** A deferred key of the application is looked at when the transaction ends: it refuses as an immediate one does. */
export async function unlessInUse<T>(deleting: Promise<T>): Promise<T | 'in_use'> {
  try {
    return await deleting
  } catch (error) {
    if (error instanceof ConstraintError && error.rule === 'foreign_key') return 'in_use'
    throw error
  }
}

export function* deleteOwnUser(tx: Tx, deletion: UserDeletion): Steps<Deleted | 'superseded'> {
  const { userId, provenBy, now, origin } = deletion
  const user = yield* tx.lockUser(userId)
  if (user !== undefined && user.password.reveal() !== provenBy.reveal()) return 'superseded'
  return yield* deleteUser(tx, userId, now, origin)
}

/** By an operator. */
export function* deleteAnyUser(
  tx: Tx,
  userId: UserId,
  { keepsSuperuser, now, by }: DeletionOptions & Doing,
): Steps<DeletionOutcome> {
  if (keepsSuperuser && (yield* lockUnlessLast(tx, userId)) === 'last_superuser') return 'last_superuser'
  return yield* deleteUser(tx, userId, now, by)
}

export function* deleteUser(tx: Tx, userId: UserId, now: number, by?: Origin): Steps<Deleted> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'gone'
  const memberships = yield* lockMemberships(tx, userId)
  if (memberships === 'last_owner') return 'last_owner'
  // First, since a foreign key of the application may forbid it: then nothing has been changed.
  if ((yield* tx.deleteUser(userId)) === 'in_use') return 'in_use'
  yield* recordLost(tx, userId, memberships, { now, by })
  yield* endAllSessions(tx, userId, { reason: 'deleted', now, by })
  // Other services' tokens with this id then cause a look-up of the user, which fails.
  yield* markStale(tx, userId, now)
  // Names of a deleted account are not kept for a search.
  yield* settleSearch(tx)
  yield* audit(tx, { event: 'user.deleted', at: now, userId }, by)
  return 'deleted'
}
