/**
 * Implements the LoginAttempts port: which counter an attempt uses, and which ones a success clears. Counters survive a
 * restart.
 */
import type { UserId } from '../../kernel/user-id.ts'
import type { LoginAttempt, LoginAttempts, Reservation } from '../../throttles/login-attempts.ts'
import { forgetAfterMs } from '../../throttles/login-delay.ts'
import { loginKey } from '../../users/login-key.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

/** No user's id. */
const unknownUser = -1

/** The maximum for one account. */
const addressesOfAnAccount = 20

export function createLoginAttempts({ write }: Runner): LoginAttempts {
  return {
    reserve: attempt => write(tx => reserveAttempt(tx, attempt)),
    release: subject => write(tx => tx.releaseAttempt(subject)),
    know: (attempt, userId) => write(tx => rememberAddress(tx, attempt, userId)),
    succeed: (subject, attempt, userId) => write(tx => succeedAttempt(tx, subject, attempt, userId)),
  }
}

function* reserveAttempt(tx: Tx, attempt: LoginAttempt): Steps<Reservation> {
  const { account, login, address, place, allowance, knownAllowance, now } = attempt
  // Both are looked up for an unknown name too, so that it costs the same.
  const user = yield* tx.findUserByLogin(loginKey(tx.rules.login, login))
  const isKnown = place !== undefined && (yield* tx.isKnownAddress(user?.id ?? unknownUser, place))
  const subject = isKnown && address !== undefined ? address : account
  const counted = yield* tx.countAttempt(subject, isKnown ? knownAllowance : allowance, now)
  if (counted.outcome === 'refused') return { outcome: 'refused', waitMs: counted.waitMs }
  // Two old counters are deleted for each new one, so that invented login names do not accumulate.
  yield* tx.forgetAttempts(now - forgetAfterMs, 2)
  return { outcome: 'reserved', subject }
}

function* succeedAttempt(tx: Tx, subject: string, attempt: LoginAttempt, userId: UserId): Steps<void> {
  yield* tx.clearAttempts(subject)
  yield* rememberAddress(tx, attempt, userId)
}

/** Not of an account that was deleted while its password was checked. */
function* rememberAddress(tx: Tx, { place, now }: LoginAttempt, userId: UserId): Steps<void> {
  if (place === undefined || (yield* tx.lockUser(userId)) === undefined) return
  yield* tx.rememberAddress(userId, place, now, addressesOfAnAccount)
}
