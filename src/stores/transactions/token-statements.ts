/** Statements for spent tokens and the revocation log. */
import type { Revocation, RevocationCursor, RevocationKind, RevocationPage } from '../../sessions/revocation.ts'
import type { PresentedToken } from '../../tokens/presented-token.ts'

export interface TokenStatements {
  isSpent(jti: string): boolean
  /** `false`: it was already spent. The insert is the check, so there is no race. */
  spendToken(token: PresentedToken): boolean
  deleteExpiredSpentTokens(before: number, limit: number): number
  insertRevocation(revocation: Revocation): void
  insertRevocations(revocations: readonly Revocation[]): void
  /** Deletes and gives those of one subject. */
  deleteRevocationsOf(kind: RevocationKind, subject: string): readonly Revocation[]
  /** Deletes and gives those of many subjects. */
  deleteRevocationsOfMany(kind: RevocationKind, subjects: readonly string[]): readonly Revocation[]
  /** Of the rows committed since then those that are kept at `now`; a dialect that pages steps over `limit` rows. */
  listRevocationsSince(cursor: RevocationCursor | undefined, now: number, limit: number): RevocationPage
  deleteExpiredRevocations(before: number, limit: number): number
}
