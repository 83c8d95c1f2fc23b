/** Counts hits. Counting and deciding are one step, so that parallel requests cannot exceed the limit (race condition). */

export type Hit =
  | { readonly outcome: 'counted' }
  /** Too many. The refused request is not counted, so retrying does not lengthen the wait. */
  | { readonly outcome: 'refused'; readonly waitMs: number }

/** Counts requests for throttles. All processes that share a limit need one store. */
export interface ThrottleStore {
  /** Counts a hit for the key unless the last `periodMs` already have `limit` of them. `now` is in milliseconds. */
  hit(key: string, limit: number, periodMs: number, now: number): Promise<Hit>
}
