/** Statements about counted requests. */

/** The next hit of a counter. */
export interface NextHit {
  readonly subject: string
  readonly number: number
  readonly at: number
  readonly keepUntil: number
  /** No hit up to this number is needed any more. */
  readonly dropUpTo: number
}

export interface ThrottleStatements {
  /** The number and the time of the last hit, 0 if there is none. From then on no one else can count here (race condition). */
  lockThrottle(subject: string, now: number): { readonly hits: number; readonly lastAt: number }
  /** When the hit was that is `limit` before the next one; `undefined` when there are fewer. */
  findThrottleHit(subject: string, limit: number): number | undefined
  /** Moves hits of the future to now. */
  moveThrottleHits(subject: string, now: number): void
  addThrottleHit(hit: NextHit): void
  /** Deletes some of the counters that could be deleted before that time; returns how many. */
  forgetThrottles(before: number, limit: number): number
}
