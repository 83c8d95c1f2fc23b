/** What time it is. Handed in, so that tests can say it. */
export interface Clock {
  /** Milliseconds since 1970 (UTC). */
  now(): number
}

/** NumericDate of RFC 7519: whole seconds, the fraction cut off as SimpleJWT does. */
export function secondsNow(clock: Clock): number {
  return Math.floor(clock.now() / 1000)
}
