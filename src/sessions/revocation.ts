/**
 * An entry of the append-only log that every node tails. It is written in the transaction of the action that causes it.
 * `user-before` matches tokens without a session whose iat is at or before `at`: sessions are revoked by sid, so that a
 * login in the same second as a password change survives.
 */
export type RevocationKind = 'jti' | 'sid' | 'user-before' | 'user-stale'

export interface Revocation {
  readonly sequence: number
  readonly kind: RevocationKind
  /** A jti, a sid, or a user id as text. */
  readonly subject: string
  /** The time of the revocation, in ms. */
  readonly at: number
  /** The latest time, in ms, at which a revoked token could still be valid. */
  readonly keepUntil: number
}
