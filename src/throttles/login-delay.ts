/**
 * The delay after wrong passwords: the first few cause none, then each doubles it. The delay is capped, so that a flood
 * cannot lock an account permanently (account lockout), and a day without attempts resets it.
 */

export interface FailureRecord {
  readonly failures: number
  /** Milliseconds since 1970. */
  readonly lastAt: number
}

export type AttemptDecision =
  | { readonly outcome: 'reserved'; readonly record: FailureRecord }
  /** `record`: to be written, where it was not of the past. */
  | { readonly outcome: 'refused'; readonly waitMs: number; readonly record?: FailureRecord }

const firstDelayMs = 30_000
const longestDelayMs = 3_600_000
export const forgetAfterMs = 86_400_000

/** Whether another attempt is allowed. It counts as failed at once, so that a burst gets no extra tries. */
export function decideAttempt(before: FailureRecord | undefined, allowance: number, now: number): AttemptDecision {
  const isFromFuture = before !== undefined && before.lastAt > now
  const failures = before === undefined || before.lastAt + forgetAfterMs <= now ? 0 : before.failures
  const waitMs = Math.min(before?.lastAt ?? now, now) + delayAfter(failures, allowance) - now
  // After the clock was set back the wait begins now, and only once: else it would last until the clock is there again.
  if (waitMs > 0) return { outcome: 'refused', waitMs, ...(isFromFuture ? { record: { failures, lastAt: now } } : {}) }
  return { outcome: 'reserved', record: { failures: failures + 1, lastAt: now } }
}

function delayAfter(failures: number, allowance: number): number {
  return failures < allowance ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - allowance))
}
