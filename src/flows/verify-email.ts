/** A link of a verification mail was followed. */
import type { Needs } from '../system.ts'
import { openMailToken, refuseMailToken } from './mail-token.ts'

type Parts = Needs<'settings' | 'keyring' | 'clock' | 'users' | 'events' | 'origin'>

/** Throws `invalid_or_expired_token`, for a token that was used before too. */
export async function verifyEmail(system: Parts, raw: string): Promise<void> {
  const { user, token } = await openMailToken(system, 'email_verification', raw)
  const outcome = await system.users.verifyEmail({
    userId: user.id,
    email: user.email,
    spends: token,
    now: system.clock.now(),
    origin: system.origin,
  })
  if (outcome !== 'verified') throw refuseMailToken(outcome, user)
  system.events.emit({ name: 'email.verified', userId: user.id })
}
