/**
 * The old address takes a change back, within three days (account takeover). The account gets the address again, loses
 * its password, sessions, API keys and links, and a mail to the address lets its owner choose a new password.
 */
import { Secret } from '../kernel/secret.ts'
import type { Needs } from '../system.ts'
import { newStamp } from '../tokens/mint.ts'
import { passwordResetToken } from '../tokens/one-time.ts'
import { openRevertToken, refuseMailToken } from './mail-token.ts'
import { unusablePassword } from './register.ts'

type Parts = Needs<'settings' | 'keyring' | 'clock' | 'random' | 'users' | 'events' | 'origin' | 'outboxWorker'>

/** `duplicate`: another account has proven the address since. Throws `invalid_or_expired_token`. */
export async function revertEmail(system: Parts, raw: string): Promise<'reverted' | 'duplicate'> {
  const now = system.clock.now()
  const reverted = await system.users.revertEmail({
    spends: openRevertToken(system, raw),
    unusable: new Secret(unusablePassword(system)),
    mail: { kind: 'password_reset', stamp: newStamp(system, passwordResetToken, now), now },
    now,
    origin: system.origin,
  })
  if (reverted.outcome === 'duplicate') return 'duplicate'
  if (reverted.outcome !== 'reverted') throw refuseMailToken(reverted.outcome)
  // This node obeys before it answers.
  system.outboxWorker.wake()
  system.events.emit({ name: 'email.reverted', userId: reverted.userId })
  return 'reverted'
}
