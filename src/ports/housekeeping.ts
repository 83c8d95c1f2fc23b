/** Deletes rows that have expired, a few at a time, and says whose turn it is to do so. */

/** What expires, each found by an index. */
export type ExpiredKind =
  | 'sessions'
  | 'spentTokens'
  | 'revocations'
  | 'auditRows'
  | 'loginFailures'
  | 'throttles'
  | 'refreshLeases'
  | 'factorAttempts'
  | 'trustedDevices'
  | 'invitations'
  | 'userAgents'
  | 'strayDeliveries'
  | 'deliveries'

/** A turn that ends by itself: a process that died has it no longer than that. */
export interface Lease {
  /** A random name of the process. */
  readonly holder: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** In ms. */
  readonly length: number
}

/** What a store does about rows that have expired. */
export interface Housekeeping {
  /**
   * Deletes at most `limit` rows of a kind that no token of before that time (ms) can name, in one transaction, and gives
   * how many: fewer than `limit` are the last. Of audit rows those from before it, and of webhooks those
   * that were finished before it. Stray ones, which the settings have no endpoint for, fail in place of it. Sessions may
   * stay for a day longer.
   */
  deleteSome(kind: ExpiredKind, before: number, limit: number): Promise<number>
  /** `true`: it is this holder's turn, until the lease ends, and no other's on this database. */
  takeLease(lease: Lease): Promise<boolean>
  /** Ends the lease early, if it is this holder's. */
  endLease(holder: string): Promise<void>
}
