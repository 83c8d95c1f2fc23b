import type { Timer } from '../timer.ts'

/** Node takes a longer wait for none at all. */
const longestWait = 2_147_483_647

/** What lies further off than a timer can hold is waited for in several goes. */
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
