/**
 * How long what is asked of the store waits for a database that says nothing. Attempts add up: each has a connection to wait
 * for, and one of a way that swallows everything looks as good as any.
 */
// Not the global ones, which tests of an application may replace by a clock of theirs.
import { clearTimeout, setTimeout } from 'node:timers'
import { isLost, Silence } from './faults.ts'

export interface Patience {
  /** Whether there is none left: what was asked is not asked again. */
  readonly isOver: boolean
  /** The answer, which begins the wait anew, or `Silence`. Of what was asked then nothing is known, and no one hears its end. */
  hear<T>(asked: Promise<T>): Promise<T>
  /** Likewise; but a connection of the pool is no answer. */
  within<T>(asked: Promise<T>): Promise<T>
}

/** Gives what is done as much patience. */
export async function withPatience<T>(milliseconds: number, use: (patience: Patience) => Promise<T>): Promise<T> {
  let isOver = false
  let wasLost = false
  const { promise: silence, reject } = Promise.withResolvers<never>()
  // It may come when nothing is being waited for, between two attempts.
  silence.catch(() => {})
  const timer = setTimeout(() => {
    isOver = true
    reject(new Silence())
  }, milliseconds)
  const within = async <Found>(asked: Promise<Found>): Promise<Found> => {
    try {
      return await Promise.race([asked, silence])
    } catch (error) {
      // From here on answers buy no time: the row may be locked by what was lost.
      wasLost ||= isLost(error)
      throw error
    }
  }
  const patience: Patience = {
    get isOver() {
      return isOver
    },
    within,
    async hear(asked) {
      const answer = await within(asked)
      if (!wasLost && !isOver) timer.refresh()
      return answer
    },
  }
  try {
    return await use(patience)
  } finally {
    clearTimeout(timer)
  }
}
