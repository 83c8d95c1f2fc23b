/**
 * Somebody asks for a mail to an address, and nobody looks yet whether an account has it: that is done when the mail
 * is sent. So known and unknown addresses are answered alike, in the same time, by the same write.
 */
import type { Needs } from '../system.ts'
import { normalizeEmail } from '../users/email.ts'
import { requireMailRoom } from './count-mail.ts'

type Parts = Needs<'settings' | 'throttles' | 'clock' | 'origin' | 'outbox' | 'outboxWorker' | 'events'>

/** Throws `throttled`. The address was judged to be one before. */
export async function requestMail(
  system: Parts,
  kind: 'email_verification' | 'password_reset',
  typed: string,
): Promise<void> {
  const to = normalizeEmail(typed)
  await requireMailRoom(system, to)
  await system.outbox.put([{ kind, to, now: system.clock.now() }])
  system.outboxWorker.wake()
  system.events.emit({ name: 'mail.requested', reason: kind })
}
