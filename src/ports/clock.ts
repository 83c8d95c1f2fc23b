/** The current time. Passed in, so that tests can set it. */
export interface Clock {
  /** Milliseconds since 1970 (UTC). */
  now(): number
}

/** NumericDate (RFC 7519 section 2): whole seconds, truncated as in SimpleJWT. */
export function secondsNow(clock: Clock): number {
  return Math.floor(clock.now() / 1000)
}
