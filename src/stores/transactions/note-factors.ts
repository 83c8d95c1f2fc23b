/** Notes in a session what its user has shown since it began. */
import type { UserId } from '../../kernel/user-id.ts'
import type { Steps, Tx } from './transaction.ts'

/** Not in a session that has ended, nor in another user's: a foreign token may carry any `sid`. */
export function* noteFactors(tx: Tx, sid: string, userId: UserId, factors: readonly string[]): Steps<void> {
  const session = yield* tx.lockSession(sid)
  if (session === undefined || session.userId !== userId || session.endedAt !== null) return
  const shown = [...new Set([...session.factors, ...factors])]
  if (shown.length > session.factors.length) yield* tx.setSessionFactors(sid, shown)
}
