/**
 * The reader of a verification mail says that the account is not theirs (account pre-hijacking). It is closed, and the
 * address is free for its owner. Nothing happens once the address is verified: then the owner resets the password.
 */
import type { Needs } from '../system.ts'
import { openMailToken, refuseMailToken } from './mail-token.ts'

type Parts = Needs<'settings' | 'keyring' | 'clock' | 'users' | 'events' | 'origin'>

/** Throws `invalid_or_expired_token`. */
export async function disownAccount(system: Parts, raw: string): Promise<void> {
  const { user, token } = await openMailToken(system, 'email_not_me', raw)
  const outcome = await system.users.disown({
    userId: user.id,
    email: user.email,
    spends: token,
    now: system.clock.now(),
    origin: system.origin,
  })
  if (outcome !== 'closed') throw refuseMailToken(outcome, user)
  // This node obeys before it answers.
  system.events.emit({ name: 'user.disowned', userId: user.id })
}
