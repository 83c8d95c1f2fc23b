/**
 * At most `concurrency` jobs run at once and at most `limit` wait. A job beyond that is rejected at once, so that a
 * flood of expensive work sheds load instead of piling it up.
 */
export interface BoundedQueue {
  /** Runs the job when its turn comes. Throws `whenFull()` without running it when the queue is full. */
  run<T>(job: () => Promise<T>): Promise<T>
  readonly running: number
  readonly waiting: number
  /** How many jobs were rejected so far. */
  readonly shed: number
}

export function createBoundedQueue(concurrency: number, limit: number, whenFull: () => Error): BoundedQueue {
  const waiting: (() => void)[] = []
  let running = 0
  let shed = 0

  const takeTurn = async () => {
    if (running < concurrency) {
      running += 1
      return
    }
    if (waiting.length >= limit) {
      shed += 1
      throw whenFull()
    }
    // A job that finishes hands its slot on, so `running` does not change.
    await new Promise<void>(resolve => waiting.push(resolve))
  }
  const passOn = () => {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }

  return {
    async run(job) {
      await takeTurn()
      try {
        return await job()
      } finally {
        passOn()
      }
    },
    get running() {
      return running
    },
    get waiting() {
      return waiting.length
    },
    get shed() {
      return shed
    },
  }
}
