import type { Clock } from '../clock.ts'

/** The machine's time, in milliseconds since 1970. */
export const systemNow = (): number => Date.now()

/** The machine's clock, in milliseconds since 1970. */
export const systemClock: Clock = { now: systemNow, elapsed: () => performance.now() }
