/** Implements the port of logins by mail: guesses are counted before they are compared, and a request is spent once. */

import { forgetAfterMs } from '../../throttles/login-delay.ts'
import { foldEmail, spellingsOfEmail } from '../../users/email.ts'
import type {
  MailCodeAttempt,
  MailCodeReservation,
  MailLoginEntry,
  MailLoginOutcome,
  MailLoginStore,
} from '../../users/mail-logins.ts'
import { isUsable, withdrawnPassword } from '../../users/unusable-password.ts'
import type { User } from '../../users/user.ts'
import { audit, endAllSessions, markStale } from './effects.ts'
import { attachMail } from './mail-links.ts'
import type { Runner, Steps, Tx } from './transaction.ts'
import { proveOwner } from './unproven.ts'

/** No user's id. */
const unknownUser = -1

export function createMailLoginStore({ read, write }: Runner): MailLoginStore {
  return {
    reserve: attempt => write(tx => reserveMailCode(tx, attempt)),
    findUsers: to => read(tx => findUsers(tx, to)),
    enter: entry => write(tx => enterByMail(tx, entry)),
  }
}

function* reserveMailCode(tx: Tx, attempt: MailCodeAttempt): Steps<MailCodeReservation> {
  const { request, attemptsOfRequest, allowance, now } = attempt
  const number = yield* tx.countFactorAttempt(request, attemptsOfRequest)
  // Two old requests are deleted for each new one.
  if (number === 1) yield* tx.forgetFactorAttempts(now - tx.rules.leeway - clockMarginMs, 2)
  if (number === undefined || (yield* tx.isSpent(request.id))) return { outcome: 'used_up' }
  const users = yield* findUsers(tx, attempt.to)
  const isKnown = yield* isKnownPlace(tx, attempt, users)
  const subject = isKnown ? (attempt.knownSubject ?? attempt.subject) : attempt.subject
  if (allowance === null) return { outcome: 'reserved', subject, users }
  const counted = yield* tx.countAttempt(subject, isKnown ? attempt.knownAllowance : allowance, now)
  if (counted.outcome === 'refused') return { outcome: 'refused', waitMs: counted.waitMs }
  yield* tx.forgetAttempts(now - forgetAfterMs, 2)
  return { outcome: 'reserved', subject, users }
}

/** After the clock was set back by less than this, an expired request is accepted again: it keeps what was counted. */
const clockMarginMs = 3_600_000

/** One row is read for an address without an account too, so that it costs the same (account enumeration). */
function* findUsers(tx: Tx, to: string): Steps<readonly User[]> {
  const ids = yield* tx.findRecipients(spellingsOfEmail(to))
  const users: User[] = []
  for (const id of ids.length === 0 ? [unknownUser] : ids) {
    const user = yield* tx.findUser(id)
    if (user !== undefined && foldEmail(user.email) === foldEmail(to)) users.push(user)
  }
  return users
}

function* isKnownPlace(tx: Tx, { place }: MailCodeAttempt, users: readonly User[]): Steps<boolean> {
  if (place === undefined) return false
  let isKnown = false
  for (const id of users.length === 0 ? [unknownUser] : users.map(user => user.id)) {
    isKnown = (yield* tx.isKnownAddress(id, place)) || isKnown
  }
  return isKnown
}

function* enterByMail(tx: Tx, entry: MailLoginEntry): Steps<MailLoginOutcome> {
  const { user: seen, request, clears, now, origin } = entry
  const user = yield* tx.lockUser(seen.id)
  if (yield* tx.isSpent(request.jti)) return { outcome: 'spent' }
  if (user === undefined || !isAsSeen(user, seen)) return { outcome: 'superseded' }
  // A logout everywhere, a new password, a closed account: the mail was asked for before.
  if ((yield* tx.tokensNotBefore(user.id)) > entry.askedAt) return { outcome: 'superseded' }
  if (!(yield* tx.spendToken(request))) return { outcome: 'spent' }
  if (clears !== undefined) yield* tx.clearAttempts(clears)
  yield* endWhatAnImpostorPrepared(tx, user, entry)
  if (!user.emailVerified) {
    yield* tx.setEmailVerified(user.id)
    yield* audit(tx, { event: 'email.verified', at: now, userId: user.id, reason: 'mail_login' }, origin)
    yield* markStale(tx, user.id, now)
  }
  const entered = yield* tx.lockUser(user.id)
  return entered === undefined ? { outcome: 'superseded' } : { outcome: 'entered', user: entered }
}

function isAsSeen(user: User, seen: User): boolean {
  return user.isActive && user.email === seen.email && user.password.reveal() === seen.password.reveal()
}

/**
 * As a reset by mail and a provider that vouches do, once for each account: an impostor may have opened it, and knows its
 * password. A click on the verification mail is no sign of the contrary.
 */
function* endWhatAnImpostorPrepared(tx: Tx, user: User, entry: MailLoginEntry): Steps<void> {
  const { unusable, mail, now, origin } = entry
  if ((yield* tx.ownerProvenAt(user.id)) !== undefined) return
  yield* proveOwner(tx, user, now)
  if (isUsable(user.password)) {
    yield* tx.setPassword(user.id, withdrawnPassword(unusable))
    yield* audit(tx, { event: 'password.changed', at: now, userId: user.id, reason: 'withdrawn' }, origin)
    yield* attachMail(tx, user, mail)
  }
  yield* endAllSessions(tx, user.id, { reason: 'password_change', now, by: origin })
}
