/** A database that the measurements fill and empty, the same for both. */
import type { Store } from '../../src/store.ts'

/** A session that can be refreshed, and the id of its current token. */
export interface ActiveSession {
  readonly sid: string
  readonly userId: number
  jti: string
}

export interface Filling {
  /** Sessions that can be refreshed, used last from yesterday to six days ago. */
  readonly live: number
  /** Sessions that expired a month ago, in between. */
  readonly expired: number
  /** How many of the live ones are given back, from everywhere in the table. */
  readonly active?: number
}

export interface Site {
  readonly store: Store
  /** Into an empty table. Users have a session each, more or less. */
  fill(filling: Filling): Promise<readonly ActiveSession[]>
  /**
   * A table as years of use leave it: for three weeks of a made-up clock sessions start, are refreshed once at any time
   * and expire after a week, and what has expired is deleted. Gives bytes a session, by part, indexes included.
   */
  useForWeeks(sessions: number): Promise<ReadonlyMap<string, number>>
  close(): Promise<void>
}

export const day = 86_400_000
export const lifetime = 7 * day
/** Steps of the made-up clock in a week. */
export const stepsOfWeek = 140

/** Half of them IPv6. */
export const addresses = ['203.0.113.77', '2001:db8:85a3:8d3:1319:8a2e:370:7348'] as const

export const agents: readonly string[] = Array.from(
  { length: 60 },
  (_, index) =>
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${90 + index}.0.0.0 Safari/537.36`,
)
