/**
 * When a delivery that failed is tried again: the schedule that Standard Webhooks gives as an example, over three days, each
 * pause a little longer or shorter than its number, so that what failed together does not come back together.
 */
const second = 1000
const minute = 60 * second
const hour = 60 * minute

const pauses = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const

/** How often a delivery is tried, unless it is replayed. */
export const mostAttempts = pauses.length + 1

/** A receiver that asks for more gets this. */
const longestPause = 24 * hour

/**
 * In ms; `undefined`: it was the last attempt. `attempt` counts from 1, `byte` is a random one, `asked` what the receiver wants
 * (`Retry-After`): the pause is never shorter than that.
 */
export function pauseAfter(attempt: number, byte: number, asked = 0): number | undefined {
  const pause = pauses[attempt - 1]
  if (pause === undefined) return undefined
  const jittered = Math.round(pause * (0.9 + (byte / 255) * 0.2))
  return Math.max(jittered, Math.min(asked, longestPause))
}

/** `Retry-After` in ms (RFC 9110 section 10.2.3): seconds, or a date. `undefined`: it has neither form. */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  if (/^\d{1,9}$/.test(header)) return Number(header) * second
  const at = /^[A-Z][a-z]{2}, /.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
