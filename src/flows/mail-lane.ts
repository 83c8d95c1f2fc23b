/** Sends the mails of the outbox. */
import type { Mailer } from '../ports/mailer.ts'
import { type DeliveryParts, deliverMail } from './deliver-mail.ts'
import type { OutboxLane } from './outbox-worker.ts'

/** Longer than a batch can take, however slow the mail server is: see deliver-mail.ts. */
const leaseMs = 300_000
const batch = 10

export function mailLane(system: DeliveryParts, mailer: Mailer): OutboxLane {
  return {
    sendBatch: () => sendBatch(system, mailer),
    stuck: cause => system.events.emit({ name: 'mail.stuck', data: { cause } }),
    close: () => mailer.close(),
  }
}

/** Whether there may be more. When no mail of a batch could be sent, the rest waits for the next round. */
async function sendBatch(system: DeliveryParts, mailer: Mailer): Promise<boolean> {
  const now = system.clock.now()
  const mails = await system.outbox.claim({ now, until: now + leaseMs, limit: batch })
  const outcomes = await Promise.all(mails.map(mail => deliverMail(system, mailer, mail)))
  return outcomes.includes('done')
}
