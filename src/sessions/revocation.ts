/**
 * An entry of the append-only log that every node tails. It is written in the transaction of the action that causes it.
 * `user-before` matches tokens without a session whose iat is at or before `at`: sessions are revoked by sid, so that a
 * login in the same second as a password change survives.
 */
export type RevocationKind = 'jti' | 'sid' | 'user-before' | 'user-stale'

/** In place of a user's id in a `user-before`: every token that was issued up to then, whatever its user and session. */
export const everyUser = ''

export interface Revocation {
  readonly kind: RevocationKind
  /** A jti, a sid, or a user id as text. */
  readonly subject: string
  /** The time of the revocation, in ms. */
  readonly at: number
  /** The latest time, in ms, at which a revoked token could still be valid. */
  readonly keepUntil: number
}

/** A place in the log, in the store's own words: kept and handed back, never read by others. */
export type RevocationCursor = string

/** One read of the log. */
export interface RevocationPage {
  readonly revocations: readonly Revocation[]
  /** Where the next read begins. */
  readonly cursor: RevocationCursor
  /** Whether everything that was committed before this read has been read. */
  readonly isLast: boolean
  /**
   * The place that the cursor names is worth nothing here, as the database was restored or its server crashed: so this is
   * the whole log again, from its beginning.
   */
  readonly isFromStart?: true
}
