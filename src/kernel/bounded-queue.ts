/**
 * At most so many jobs at once, at most so many waiting; whoever comes when it is full is turned away at once, so that
 * a flood of expensive work sheds load instead of piling it up.
 */
export interface BoundedQueue {
  /** Runs the job when its turn comes. Throws `whenFull()` without running it when too many wait already. */
  run<T>(job: () => Promise<T>): Promise<T>
  readonly running: number
  readonly waiting: number
  /** How many were turned away so far. */
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
    // The slot of whoever finishes is handed on, so `running` stays as it is.
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
