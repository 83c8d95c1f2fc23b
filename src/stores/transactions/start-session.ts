/** Starts a session, unless the account has changed since it was checked (TOCTOU). */
import type { SessionStart } from '../../sessions/store.ts'
import { isRefused } from '../../sessions/token-status.ts'
import type { PresentedToken } from '../../tokens/presented-token.ts'
import type { User } from '../../users/user.ts'
import { audit, endSession } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

export function* startSession(tx: Tx, start: SessionStart): Steps<'started' | 'superseded' | 'spent'> {
  const { sid, userId, now, origin, adopts, lastLogin, factors } = start
  const user = yield* tx.lockUser(userId)
  if (user === undefined || isSuperseded(user, start)) return 'superseded'
  if (adopts !== undefined && !(yield* adopt(tx, user, adopts))) return 'spent'
  yield* tx.insertSession(start)
  if (lastLogin !== undefined) yield* tx.recordLogin(userId, lastLogin)
  yield* endBeyondLimit(tx, start)
  yield* audit(tx, { event: 'session.started', at: now, userId, sid, reason: factors.join(' ') }, origin)
  return 'started'
}

/** Whether this very session was committed before, and its answer got lost. */
export function* startedBefore(tx: Tx, { sid, userId }: SessionStart): Steps<'started' | undefined> {
  // Waits for that very transaction, where the server has yet to hear of its COMMIT or of its end.
  yield* tx.lockUser(userId)
  // Ended since, it was started all the same: the sid cannot be used twice.
  return (yield* tx.lockSession(sid))?.userId === userId ? 'started' : undefined
}

/** The password or the active flag is not the one that was checked. */
function isSuperseded(user: User, { provenBy, wasActive }: SessionStart): boolean {
  if (provenBy !== undefined && user.password.reveal() !== provenBy.reveal()) return true
  return wasActive !== undefined && user.isActive !== wasActive
}

/** `false`: the foreign refresh token was already used, or predates the end of the user's sessions. */
function* adopt(tx: Tx, { id }: User, token: PresentedToken): Steps<boolean> {
  return !isRefused(yield* tx.tokensNotBefore(id), token) && (yield* tx.spendToken(token))
}

function* endBeyondLimit(tx: Tx, { userId, sid, now, origin, maximumSessions }: SessionStart): Steps<void> {
  if (maximumSessions === undefined) return
  const beyond = yield* tx.listSessionsBeyond(userId, now, sid, maximumSessions)
  for (const other of beyond) yield* endSession(tx, other, 'limit', now, origin)
}
