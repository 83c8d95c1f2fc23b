/** Where hits are counted. One verb that counts and judges at once: fifty requests in parallel get no fifty tries. */

export type Hit =
  | { readonly outcome: 'counted' }
  /** Too many. The refused request itself is not counted, so whoever waits gets in. */
  | { readonly outcome: 'refused'; readonly waitMs: number }

export interface ThrottleStore {
  /** Counts one hit under the key, unless `limit` of them lie within the last `periodMs`. `now` in milliseconds. */
  hit(key: string, limit: number, periodMs: number, now: number): Promise<Hit>
}
