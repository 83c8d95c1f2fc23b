/** Counts an attempt to show a second factor, and decides about it, before anything is compared (brute force, race condition). */
import type { FactorAttempt, FactorReservation } from '../../features/mfa/store.ts'
import { decideAttempt, type FailureRecord } from '../../throttles/login-delay.ts'
import type { FactorFailures } from './factor-statements.ts'
import type { Steps, Tx } from './transaction.ts'

export function* reserveFactor(tx: Tx, attempt: FactorAttempt): Steps<FactorReservation> {
  if (!(yield* countOfToken(tx, attempt))) return { outcome: 'used_up' }
  const before = yield* tx.lockFactorFailures(attempt.userId)
  // The account was deleted: there is nothing to guess.
  if (before === undefined) return { outcome: 'used_up' }
  if (before.inRow >= attempt.mostFailures) return { outcome: 'locked' }
  const decision = decideAttempt(recentOf(before), attempt.allowance ?? Number.POSITIVE_INFINITY, attempt.now)
  const { record } = decision
  const counted = decision.outcome === 'reserved' ? 1 : 0
  if (record !== undefined) yield* tx.writeFactorFailures(attempt.userId, countedAs(record, before.inRow + counted))
  return decision.outcome === 'reserved' ? { outcome: 'reserved' } : { outcome: 'refused', waitMs: decision.waitMs }
}

/** Two old tokens are deleted for each new one. */
function* countOfToken(tx: Tx, { token, attemptsOfToken, now }: FactorAttempt): Steps<boolean> {
  if (token === undefined) return true
  const number = yield* tx.countFactorAttempt(token, attemptsOfToken)
  if (number === 1) yield* tx.forgetFactorAttempts(now - tx.rules.leeway - clockMarginMs, 2)
  return number !== undefined
}

/** After the clock was set back by less than this, an expired token is accepted again: it keeps what was counted. */
const clockMarginMs = 3_600_000

function recentOf({ recent, lastAt }: FactorFailures): FailureRecord | undefined {
  return lastAt === null ? undefined : { failures: recent, lastAt }
}

/** A delay forgets failures after a day; those in a row end with a success alone, or a patient guesser has no limit. */
function countedAs({ failures: recent, lastAt }: FailureRecord, inRow: number): FactorFailures {
  return { inRow, recent, lastAt }
}
