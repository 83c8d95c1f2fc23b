/** Timer and randomness of every runtime: nothing of Node. */
import type { Timer } from '../timer.ts'

/** The longest delay of timers, in ms; a longer one would fire at once. */
const longestWait = 2_147_483_647

/** Where the runtime lets it, the process is not kept alive. No delay is longer than 24 days. */
export const anywhereTimer: Timer = {
  after(milliseconds, run) {
    const timeout = setTimeout(run, Math.min(Math.max(0, milliseconds), longestWait))
    // In browsers and workers it is a number.
    if (typeof timeout === 'object') timeout.unref()
    return () => clearTimeout(timeout)
  },
}

/** From 0 to 1, for pauses that differ. */
export function randomFraction(): number {
  return (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 256
}
