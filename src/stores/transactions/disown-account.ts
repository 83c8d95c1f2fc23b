/** Closes an account whose address was never proven, because the address's owner says that they did not open it. */
import type { Origin } from '../../kernel/origin.ts'
import { accountKey } from '../../users/login-key.ts'
import type { EmailVerification } from '../../users/store.ts'
import type { User } from '../../users/user.ts'
import { audit, endAllSessions, markStale } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'
import { endWhatIsUnproven } from './unproven.ts'

export function* disownAccount(tx: Tx, request: EmailVerification): Steps<'closed' | 'superseded' | 'spent'> {
  const { userId, email, spends, now, origin } = request
  const user = yield* tx.lockUser(userId)
  if (yield* tx.isSpent(spends.jti)) return 'spent'
  if (user?.email !== email || user.emailVerified) return 'superseded'
  yield* tx.spendToken(spends)
  yield* closeAccount(tx, user, { name: spends.jti, now, origin })
  return 'closed'
}

interface Closing {
  /** Not guessable, so no attacker can block the new address by registering it first. */
  readonly name: string
  readonly now: number
  readonly origin?: Origin | undefined
}

/**
 * It stays, for an operator to look at, but opens nothing and holds no address back. One that had another address before
 * stays active without this one: a thief who moved it here must not close it to its owner, who may still take it back.
 */
export function* closeAccount(tx: Tx, user: User, { name, now, origin }: Closing): Steps<void> {
  const { id } = user
  // RFC 2606 section 2: no mail ever goes to this domain. A login name has to be unique, so it cannot be empty.
  const email = tx.rules.login.accounts === 'email' ? `closed-${name}@closed.invalid` : ''
  const isActive = user.isActive && (yield* tx.hasEmailRevert(id, 0))
  const closed = { ...user, email, emailVerified: false, isActive }
  yield* tx.updateUser(accountKey(tx.rules.login, closed), closed)
  yield* tx.setFlags(id, closed)
  yield* tx.setOwnerProven(id, null)
  yield* endWhatIsUnproven(tx, id, now)
  yield* audit(
    tx,
    { event: 'user.disowned', at: now, userId: id, changes: { isActive: [user.isActive, isActive] } },
    origin,
  )
  yield* endAllSessions(tx, id, { reason: 'deactivated', now, by: origin })
  yield* markStale(tx, id, now)
}
