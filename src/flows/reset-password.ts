/**
 * Sets a new password by a token from the owner's mailbox. The token works once, is invalid after any other password
 * change, and ends every session: an attacker who held the account is out when this returns.
 */
import { Secret } from '../kernel/secret.ts'
import type { Needs } from '../system.ts'
import { canBeReset } from '../users/unusable-password.ts'
import type { User } from '../users/user.ts'
import { type AttemptParts, rememberAddress } from './attempt-login.ts'
import { type OpenMailToken, openMailToken, refuseMailToken } from './mail-token.ts'
import { noticeOf } from './notice.ts'

type Parts = Needs<'users' | 'hasher' | 'settings' | 'keyring' | 'clock' | 'events' | 'origin' | 'outboxWorker'> &
  AttemptParts

/** Throws `invalid_or_expired_token`. Changes nothing: lets the caller validate the new password for this user first. */
export async function openPasswordReset(system: Parts, raw: string): Promise<OpenMailToken> {
  const opened = await openMailToken(system, 'password_reset', raw)
  if (!canBeReset(opened.user, system.settings)) throw refuseMailToken('unusable_password', opened.user)
  return opened
}

/** Throws `invalid_or_expired_token` when it was used meanwhile, `overloaded`. */
export async function resetPassword(system: Parts, { user, token }: OpenMailToken, password: string): Promise<User> {
  const to = new Secret(await system.hasher.hash(password))
  const outcome = await system.users.changePassword({
    userId: user.id,
    from: user.password,
    to,
    now: system.clock.now(),
    origin: system.origin,
    byMail: { token, email: user.email },
    mails: noticeOf(system, 'password_changed', user),
  })
  if (outcome !== 'changed') throw refuseMailToken(outcome, user)
  system.outboxWorker.wake()
  // Failures that an attacker caused on purpose must not keep the owner out after the reset.
  await rememberAddress(system, user)
  system.events.emit({ name: 'password.changed', reason: 'mail', userId: user.id })
  system.events.emit({ name: 'session.ended', reason: 'password_change', userId: user.id })
  return user
}
