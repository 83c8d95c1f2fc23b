/** An operator ends the sessions of a user. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { audit, endAllSessions } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

/** One row for the action beside those of the sessions: tokens without a session are refused too, and have no row. */
export function* endUserSessions(tx: Tx, userId: UserId, now: number, by?: Origin): Steps<number | 'gone'> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'gone'
  const reason = 'ended_by_operator'
  const ended = yield* endAllSessions(tx, userId, { reason, now, by })
  yield* audit(tx, { event: 'session.ended', at: now, userId, reason, changes: { sessions: [ended, 0] } }, by)
  return ended
}
