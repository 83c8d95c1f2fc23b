/**
 * Empties the outbox: right after a write to it, and every few seconds for mails that are due again, that another
 * process wrote, or that a crash left behind. Of any number of processes, one takes each mail.
 */
import type { Mailer } from '../ports/mailer.ts'
import { type DeliveryParts, deliverMail } from './deliver-mail.ts'

export interface OutboxWorker {
  /** Call after a write to the outbox and at the start. Returns at once and sends later: no response waits for a mail server. */
  wake(): void
  /** Sends what is due. */
  deliver(): Promise<void>
  /** Takes no more mails and waits briefly for those under way; one that does not finish is claimed again later. */
  stop(): Promise<void>
}

/** Where no mail server is configured. */
export const noOutboxWorker: OutboxWorker = { wake() {}, async deliver() {}, async stop() {} }

const soonMs = 100
const pollMs = 5000
/** Longer than a batch can take, however slow the mail server is: see deliver-mail.ts. */
const leaseMs = 300_000
const batch = 10
const lastWaitMs = 3000

export function createOutboxWorker(system: DeliveryParts, mailer: Mailer): OutboxWorker {
  let round: Promise<void> = Promise.resolve()
  let isAwake = false
  let isStopped = false
  let callOff = () => {}

  const plan = (milliseconds: number) => {
    callOff()
    if (!isStopped) callOff = system.timer.after(milliseconds, () => void deliver())
  }
  const run = async () => {
    isAwake = false
    try {
      while (!isStopped && (await sendBatch(system, mailer))) {}
    } catch (cause) {
      system.events.emit({ name: 'mail.stuck', data: { cause } })
    }
    if (!isAwake) plan(pollMs)
  }
  const deliver = () => {
    round = round.then(run)
    return round
  }

  return {
    wake() {
      if (isAwake) return
      isAwake = true
      plan(soonMs)
    },
    deliver,
    async stop() {
      isStopped = true
      callOff()
      await Promise.race([round, new Promise<void>(resolve => system.timer.after(lastWaitMs, resolve))])
      mailer.close()
    },
  }
}

/** Whether there may be more. When no mail of a batch could be sent, the rest waits for the next round. */
async function sendBatch(system: DeliveryParts, mailer: Mailer): Promise<boolean> {
  const now = system.clock.now()
  const mails = await system.outbox.claim({ now, until: now + leaseMs, limit: batch })
  const outcomes = await Promise.all(mails.map(mail => deliverMail(system, mailer, mail)))
  return outcomes.includes('done')
}
