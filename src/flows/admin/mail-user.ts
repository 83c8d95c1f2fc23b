/**
 * An operator lets the owner of an account choose a password or prove the address: by a mail, or by a link that the
 * operator hands over. So no operator ever knows another's password (OWASP ASVS 6.4.6).
 */
import type { Actor } from '../../kernel/actor.ts'
import { takesPasswordLinks } from '../../mail/has-mail.ts'
import type { Needs } from '../../system.ts'
import { newStamp } from '../../tokens/mint.ts'
import { canBeReset } from '../../users/unusable-password.ts'
import type { User } from '../../users/user.ts'
import { linkOf } from '../mail-link.ts'
import { mailTokens, mintMailToken } from '../mail-token.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'settings' | 'keyring' | 'clock' | 'random' | 'events' | 'origin' | 'audit'>

type Kind = 'password_reset' | 'email_verification'

/** `impossible`: the account is inactive, or may have no such mail. */
export async function mailUser(
  system: Parts & Needs<'outbox' | 'outboxWorker'>,
  actor: Actor,
  user: User,
  kind: Kind,
): Promise<'queued' | 'impossible'> {
  const { settings, clock, events, outbox, outboxWorker } = actAs(system, actor)
  const now = clock.now()
  const isNeeded = kind === 'password_reset' ? canBeReset(user, settings) : !user.emailVerified
  if (!isNeeded || !user.isActive || user.email === '') return 'impossible'
  // First the row: a mail that no one is known to have asked for would be worse than a row without a mail.
  await record(system, actor, user, 'user.mailed', kind)
  await outbox.put([{ kind, userId: user.id, to: user.email, stamp: newStamp(system, mailTokens[kind], now), now }])
  outboxWorker.wake()
  events.emit({ name: 'user.mailed', reason: kind, userId: user.id })
  return 'queued'
}

/** A link that works once, for an hour, and is nowhere but in the answer. `impossible`: as above, or no link is taken here. */
export async function makePasswordLink(
  system: Parts & Needs<'directory'>,
  actor: Actor,
  user: User,
): Promise<{ readonly link: string; readonly expiresAt: number } | 'impossible'> {
  const { settings, directory, clock, events, origin } = actAs(system, actor)
  if (!canBeReset(user, settings) || !user.isActive || !takesPasswordLinks(settings)) return 'impossible'
  const stamp = newStamp(system, mailTokens.password_reset, clock.now())
  // First: where it cannot be signed, the link before it still works.
  const token = await mintMailToken(system, 'password_reset', { user, stamp })
  if ((await directory.openPasswordLink(user.id, stamp.jti, clock.now(), origin)) === 'gone') return 'impossible'
  events.emit({ name: 'password.link_made', userId: user.id })
  return { link: linkOf(settings, 'password_reset', token), expiresAt: stamp.exp * 1000 }
}

async function record(system: Parts, actor: Actor, user: User, event: string, reason: string): Promise<void> {
  const { audit, clock, origin } = actAs(system, actor)
  const { address, traceId, actor: name } = origin
  await audit.append([{ event, at: clock.now(), userId: user.id, reason, address, traceId, actor: name }])
}
