/** Statements for spent tokens and the revocation log. */
import type { Revocation } from '../../sessions/revocation.ts'
import type { PresentedToken } from '../../tokens/presented-token.ts'

export interface TokenStatements {
  isSpent(jti: string): boolean
  /** `false`: it was already spent. The insert is the check, so there is no race. */
  spendToken(token: PresentedToken): boolean
  deleteExpiredSpentTokens(before: number, limit: number): number
  insertRevocation(revocation: Omit<Revocation, 'sequence'>): void
  listRevocationsSince(sequence: number): readonly Revocation[]
  /** Keeps the newest, whatever its age: verifiers remember the sequence number that they have read. */
  deleteExpiredRevocations(before: number, limit: number): number
}
