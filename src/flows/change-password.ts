/**
 * Changes a password and ends every session of the user, the caller's too unless `keepCurrentSession` is set: an
 * attacker who knew the old password is out, on every node, when this returns.
 */

import { countCodePoints } from '../kernel/python-text.ts'
import { Secret } from '../kernel/secret.ts'
import type { Needs } from '../system.ts'
import type { Principal } from '../users/principal.ts'
import type { User } from '../users/user.ts'
import { type AttemptParts, attemptLogin, loginName } from './attempt-login.ts'
import { noticeOf } from './notice.ts'

type Parts = Needs<'users' | 'hasher' | 'settings' | 'clock' | 'events' | 'origin' | 'outboxWorker'>

/** Whether it is the user's password now. Counted like a login: a stolen token must not become a guessed password. */
export async function isCurrentPassword(
  system: Needs<'hasher' | 'events'> & AttemptParts,
  user: User,
  password: string,
): Promise<boolean> {
  const { settings } = system
  if (countCodePoints(password) > settings.maximumPasswordLength) return false
  const login = loginName(settings, user)
  const check = async () => ((await system.hasher.verify(password, user.password.reveal())) ? user : undefined)
  const matches = (await attemptLogin(system, login, check)) !== undefined
  if (!matches) system.events.emit({ name: 'password.refused', reason: 'wrong_password', userId: user.id })
  return matches
}

/** `superseded`: the password changed since the old one was checked. The caller has validated the new one. */
export async function changePassword(
  system: Parts,
  principal: Principal,
  user: User,
  password: string,
): Promise<'changed' | 'superseded'> {
  const to = new Secret(await system.hasher.hash(password))
  const exceptSid = system.settings.keepCurrentSession ? principal.sid : undefined
  const outcome = await system.users.changePassword({
    userId: user.id,
    from: user.password,
    to,
    now: system.clock.now(),
    exceptSid,
    origin: system.origin,
    mails: noticeOf(system, 'password_changed', user),
  })
  if (outcome === 'superseded') return outcome
  system.outboxWorker.wake()
  system.events.emit({ name: 'password.changed', userId: user.id, sid: principal.sid })
  // All of the user's, but the spared one.
  system.events.emit({ name: 'session.ended', reason: 'password_change', userId: user.id })
  return outcome
}
