import type { Timer } from '../timer.ts'

/** The longest delay of Node's timers in ms; a longer one would fire at once. */
const longestWait = 2_147_483_647

/** A delay that is too long for one timer is split into several. */
export const systemTimer: Timer = {
  after(milliseconds, run) {
    let left = milliseconds
    let timeout: NodeJS.Timeout
    const wait = () => {
      const step = Math.min(Math.max(0, left), longestWait)
      left -= step
      timeout = setTimeout(() => (left > 0 ? wait() : run()), step).unref()
    }
    wait()
    return () => clearTimeout(timeout)
  },
}

/** For short rests of work that was asked for: the process stays alive until it is done. */
export const lastingTimer: Timer = {
  after(milliseconds, run) {
    const timeout = setTimeout(run, milliseconds)
    return () => clearTimeout(timeout)
  },
}
