/**
 * Empties the outbox: soon after something was put there, and every few seconds for what is due again, what another
 * process wrote, or what a crash left. Of any number of processes each mail is taken by one.
 */
import type { Mailer } from '../ports/mailer.ts'
import { type DeliveryParts, deliverMail } from './deliver-mail.ts'

export interface OutboxWorker {
  /** Something was put into the outbox, or the server has started. Returns at once, and sends a little later: no answer is slower for a mail. */
  wake(): void
  /** Sends what is due. */
  deliver(): Promise<void>
  /** Takes nothing more. Waits a little for what is under way; what does not end is given out again later. */
  stop(): Promise<void>
}

/** Where nobody carries mail. */
export const noOutboxWorker: OutboxWorker = { wake() {}, async deliver() {}, async stop() {} }

const soonMs = 100
const pollMs = 5000
/** Longer than a batch can take, whatever the other side does: see deliver-mail.ts. */
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

/** Whether there may be more. Where nothing could be sent, the rest would fare alike: it waits for the next round. */
async function sendBatch(system: DeliveryParts, mailer: Mailer): Promise<boolean> {
  const now = system.clock.now()
  const mails = await system.outbox.claim({ now, until: now + leaseMs, limit: batch })
  const outcomes = await Promise.all(mails.map(mail => deliverMail(system, mailer, mail)))
  return outcomes.includes('done')
}
