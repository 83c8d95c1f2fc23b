/**
 * One line of the append-only log that every verifier tails. Written in the transaction of the deed that causes it.
 * `user-before` concerns tokens without a session whose iat is at or before the instant: sessions are ended by their
 * sid, so that a login in the same second as a password change is not hit.
 */
export type RevocationKind = 'jti' | 'sid' | 'user-before' | 'user-stale'

export interface Revocation {
  readonly sequence: number
  readonly kind: RevocationKind
  /** A jti, a sid, or a user id as text. */
  readonly subject: string
  /** When it was said, in ms. */
  readonly at: number
  /** The latest moment, in ms, at which a token concerned could still be valid. */
  readonly keepUntil: number
}
