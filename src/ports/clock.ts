/** The current time. Passed in, so that tests can set it. */
export interface Clock {
  /** Milliseconds since 1970 (UTC). */
  now(): number
  /** Milliseconds since any moment, which only grow, whatever is done to the clock. Without it, `now` is asked. */
  elapsed?(): number
}

/** NumericDate (RFC 7519 section 2): whole seconds, truncated as in SimpleJWT. */
export function secondsNow(clock: Clock): number {
  return Math.floor(clock.now() / 1000)
}
