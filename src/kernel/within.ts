/** A bound for what may never answer. */
// Not the global one, which tests of an application may replace by a clock of theirs.
import { setImmediate } from 'node:timers'

type After = (milliseconds: number, run: () => void) => () => void

/** What was asked did not answer in time. */
export class NoAnswer extends Error {}

/**
 * Rejects with NoAnswer when the promise takes longer. What it does goes on, and its later result is dropped. An answer of
 * the turn of the event loop in which the time is over is in time: a process that was stopped meanwhile was slow itself.
 */
export async function within<T>(after: After, milliseconds: number, promise: Promise<T>): Promise<T> {
  let cancel = () => {}
  const silence = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new NoAnswer(`no answer within ${milliseconds} ms`))
    cancel = after(milliseconds, () => void setImmediate(giveUp))
  })
  try {
    return await Promise.race([promise, silence])
  } finally {
    cancel()
  }
}
