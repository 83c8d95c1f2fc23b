import type { Clock } from '../clock.ts'

/** The machine's clock, in milliseconds since 1970. */
export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() }
