/** Verifies an address with a token from a mail, which is spent in the same transaction. */
import type { EmailVerification } from '../../users/store.ts'
import { audit, markStale } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

type Verified = 'verified' | 'superseded' | 'spent'

export function* verifyEmail(tx: Tx, { userId, email, spends, now, origin }: EmailVerification): Steps<Verified> {
  const user = yield* tx.lockUser(userId)
  if (yield* tx.isSpent(spends.jti)) return 'spent'
  if (user?.email !== email) return 'superseded'
  yield* tx.setEmailVerified(userId)
  yield* tx.spendToken(spends)
  yield* audit(tx, { event: 'email.verified', at: now, userId }, origin)
  yield* markStale(tx, userId, now)
  return 'verified'
}
