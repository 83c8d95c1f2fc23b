/**
 * Which process exchanges a refresh token, and what it was answered, for all who come with the same token at the same moment: other
 * nodes, or other processes on one file. A store keeps them for seconds, and by its own clock where nodes have theirs.
 */

/** One process's turn with one refresh token. */
export interface RefreshLease {
  /** A digest of the refresh token, which is written nowhere. */
  readonly digest: string
  /** A random name of the turn. */
  readonly holder: string
}

/** How long a turn or an answer is good for. */
export interface LeaseTimes {
  /** Milliseconds since 1970. A database that nodes share asks its own clock instead. */
  readonly now: number
  /** In ms. */
  readonly length: number
}

/** `free`: no process has it, or the one that had it is late. */
export type LeaseState =
  | { readonly kind: 'free' }
  | { readonly kind: 'claimed' }
  /** `goodFor`: in ms, from now on. */
  | { readonly kind: 'answered'; readonly answer: string; readonly goodFor: number }

/** Shares exchanges of refresh tokens among all processes on a database. */
export interface RefreshLeases {
  /** One step: `true` where no other process has the token, and no answer is kept. Its own turn it gets once more. */
  claim(lease: RefreshLease, times: LeaseTimes): Promise<boolean>
  /** Writes nothing. */
  find(digest: string, now: number): Promise<LeaseState>
  /** The turn ends later. `false`: another process has it. */
  extend(lease: RefreshLease, times: LeaseTimes): Promise<boolean>
  /**
   * Leaves the answer for the others, and ends the turn. `wins`: also where another process has taken the turn over meanwhile, and
   * in place of its answer. `false`: it was not left.
   */
  answer(lease: RefreshLease, times: LeaseTimes, answer: string, wins: boolean): Promise<boolean>
  /** Ends the turn without an answer, so that the next can ask. */
  release(lease: RefreshLease, now: number): Promise<void>
}
