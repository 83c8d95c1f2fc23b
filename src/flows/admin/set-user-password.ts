/**
 * An operator sets the password of another user, or takes it away, without knowing the old one. Every session of the
 * account ends on every node, and its owner gets the same notice as after a change of their own.
 */
import type { Actor } from '../../kernel/actor.ts'
import { Secret } from '../../kernel/secret.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Needs } from '../../system.ts'
import { noticeOf } from '../notice.ts'
import { unusablePassword } from '../register.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<
  'users' | 'directory' | 'hasher' | 'settings' | 'clock' | 'random' | 'events' | 'origin' | 'outboxWorker'
>

/** Without a password no password opens the account. The caller has validated it. Throws `overloaded`. */
export async function setUserPassword(
  system: Parts,
  actor: Actor,
  userId: UserId,
  password: string | undefined,
): Promise<'changed' | 'gone'> {
  const { users, directory, hasher, clock, events, origin, outboxWorker } = actAs(system, actor)
  const user = await users.findById(userId)
  if (user === undefined) return 'gone'
  const to = new Secret(password === undefined ? unusablePassword(system) : await hasher.hash(password))
  const mails = noticeOf(system, 'password_changed', user)
  const outcome = await directory.setPassword({ userId, to, now: clock.now(), by: origin, mails })
  if (outcome === 'gone') return outcome
  events.emit({ name: 'password.changed', reason: 'operator', userId })
  outboxWorker.wake()
  return outcome
}
