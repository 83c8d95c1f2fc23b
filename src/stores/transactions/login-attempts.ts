/**
 * Implements the LoginAttempts port: which counter an attempt uses, and which ones a success clears. Counters survive a
 * restart.
 */
import type { LoginAttempt, LoginAttempts, Reservation } from '../../throttles/login-attempts.ts'
import { forgetAfterMs } from '../../throttles/login-delay.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

/** The maximum for one account. */
const addressesOfAnAccount = 20

export function createLoginAttempts({ write }: Runner): LoginAttempts {
  return {
    reserve: attempt => write(tx => reserveAttempt(tx, attempt)),
    release: subject => write(tx => tx.releaseAttempt(subject)),
    know: attempt => write(tx => rememberAddress(tx, attempt)),
    succeed: (subject, attempt) => write(tx => succeedAttempt(tx, subject, attempt)),
  }
}

function* reserveAttempt(tx: Tx, attempt: LoginAttempt): Steps<Reservation> {
  const { account, address, allowance, knownAllowance, now } = attempt
  const isKnown = address !== undefined && (yield* tx.isKnownAddress(account, address))
  const subject = isKnown ? address : account
  const counted = yield* tx.countAttempt(subject, isKnown ? knownAllowance : allowance, now)
  if (counted.outcome === 'refused') return { outcome: 'refused', waitMs: counted.waitMs }
  // Two old counters are deleted for each new one, so that invented login names do not accumulate.
  yield* tx.forgetAttempts(now - forgetAfterMs, 2)
  return { outcome: 'reserved', subject }
}

function* succeedAttempt(tx: Tx, subject: string, attempt: LoginAttempt): Steps<void> {
  yield* tx.clearAttempts(subject)
  yield* rememberAddress(tx, attempt)
}

function* rememberAddress(tx: Tx, { account, address, now }: LoginAttempt): Steps<void> {
  if (address !== undefined) yield* tx.rememberAddress(account, address, now, addressesOfAnAccount)
}
