/**
 * Empties the outbox: right after a write to it, and every few seconds for what is due again, what another process wrote, or
 * what a crash left behind. It has a lane for mails and one for each service that is told by webhooks: a receiver that
 * is slow holds up its own lane alone. Of any number of processes, one takes each job.
 */
import type { Timer } from '../ports/timer.ts'

export interface OutboxWorker {
  /** Call after a write to the outbox and at the start. Returns at once and sends later: no response waits for a mail server. */
  wake(): void
  /** The same, where it is at work: a command that writes and ends leaves the sending to a server. */
  nudge(): void
  /** Sends what is due. */
  deliver(): Promise<void>
  /** Takes no more jobs and waits briefly for those under way; one that does not finish is claimed again later. */
  stop(): Promise<void>
}

/** Jobs of one kind that are sent one batch after the other. */
export interface OutboxLane {
  /** Claims some of what is due and sends it. Whether there may be more. */
  sendBatch(): Promise<boolean>
  /** Tells that the queue could not be read. */
  stuck(cause: unknown): void
  /** Comes to an end soon with what is under way, since the process ends. */
  hurry?(): void
  /** Gives back what it holds, once no more is sent. */
  close?(): void
}

const soonMs = 100
const pollMs = 5000
const lastWaitMs = 3000

/** Without a lane, as where neither a mail server nor a webhook is configured, it does nothing. */
export function createOutboxWorker(timer: Timer, lanes: readonly OutboxLane[]): OutboxWorker {
  const loops = lanes.map(lane => createLoop(timer, lane))
  let isAtWork = false
  const wake = () => {
    isAtWork = true
    for (const loop of loops) loop.wake()
  }
  return {
    wake,
    nudge() {
      if (isAtWork) wake()
    },
    async deliver() {
      await Promise.all(loops.map(loop => loop.deliver()))
    },
    async stop() {
      await Promise.all(loops.map(loop => loop.stop()))
    },
  }
}

function createLoop(timer: Timer, lane: OutboxLane): Omit<OutboxWorker, 'nudge'> {
  let round: Promise<void> = Promise.resolve()
  let isAwake = false
  let isStopped = false
  let callOff = () => {}

  const plan = (milliseconds: number) => {
    callOff()
    if (!isStopped) callOff = timer.after(milliseconds, () => void deliver())
  }
  const run = async () => {
    isAwake = false
    try {
      while (!isStopped && (await lane.sendBatch())) {}
    } catch (cause) {
      lane.stuck(cause)
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
      lane.hurry?.()
      await Promise.race([round, new Promise<void>(resolve => timer.after(lastWaitMs, resolve))])
      lane.close?.()
    },
  }
}
