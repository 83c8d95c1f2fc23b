/**
 * A request for a mail to an address. The account is looked up later, when the mail is sent, so known and unknown
 * addresses get the same answer, in the same time, from the same write (account enumeration).
 */
import type { Needs } from '../system.ts'
import { normalizeEmail } from '../users/email.ts'
import { requireMailRoom } from './count-mail.ts'

type Parts = Needs<'settings' | 'throttles' | 'clock' | 'origin' | 'outbox' | 'outboxWorker' | 'events'>

/** Throws `throttled`. The caller has validated the address. */
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
