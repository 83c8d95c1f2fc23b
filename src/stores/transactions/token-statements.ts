/** Statements for spent tokens and the revocation log. */
import type { Revocation, RevocationKind } from '../../sessions/revocation.ts'
import type { PresentedToken } from '../../tokens/presented-token.ts'

export interface TokenStatements {
  isSpent(jti: string): boolean
  /** `false`: it was already spent. The insert is the check, so there is no race. */
  spendToken(token: PresentedToken): boolean
  deleteExpiredSpentTokens(before: number, limit: number): number
  insertRevocation(revocation: Omit<Revocation, 'sequence'>): void
  /** Deletes and gives those of one subject. */
  deleteRevocationsOf(kind: RevocationKind, subject: string): readonly Revocation[]
  /** Of the next `limit` rows those that are kept at `now`, and the last, whatever its age. */
  listRevocationsSince(sequence: number, now: number, limit: number): readonly Revocation[]
  /** Keeps the newest, whatever its age: verifiers remember the sequence number that they have read. */
  deleteExpiredRevocations(before: number, limit: number): number
}
