/** A link for a new password that goes by no mail: an operator hands it over. It voids the one before, as a mail does. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { audit } from './effects.ts'
import { voidLink } from './mail-links.ts'
import type { Steps, Tx } from './transaction.ts'

export function* openPasswordLink(
  tx: Tx,
  userId: UserId,
  jti: string,
  now: number,
  by?: Origin,
): Steps<'opened' | 'gone'> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'gone'
  yield* voidLink(tx, userId, 'password_reset')
  yield* tx.setNewestLink(userId, 'password_reset', jti)
  yield* audit(tx, { event: 'password.link_made', at: now, userId }, by)
  return 'opened'
}
