/** Statements about exchanges of refresh tokens that several processes would begin at once. */
import type { LeaseTimes, RefreshLease } from '../../sessions/refresh-leases.ts'

/** As a turn goes on or ends. */
export interface LeaseChange {
  readonly lease: RefreshLease
  readonly times: LeaseTimes
  readonly answer: string | null
  /** Whichever process has it. */
  readonly wins: boolean
}

export interface FoundLease {
  readonly answer: string | null
  readonly goodFor: number
}

export interface RefreshLeaseStatements {
  /** One statement: `false` where another holder's ends after now, or an answer is kept. Two that have ended go with it. */
  claimRefresh(lease: RefreshLease, times: LeaseTimes): boolean
  /** Where it has not ended. */
  findRefreshLease(digest: string, now: number): FoundLease | undefined
  /** `false`: it is another holder's, or was answered. */
  changeRefreshLease(change: LeaseChange): boolean
  /** Deletes some of those that ended before that time; returns how many. */
  forgetRefreshLeases(before: number, limit: number): number
}

/** In ms. One that ends later is from before the clock was set back, and holds no one up. */
export const longestLease = 60_000
