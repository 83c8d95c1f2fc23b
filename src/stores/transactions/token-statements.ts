/** Statements about spent tokens and the revocation log. */
import type { Revocation } from '../../sessions/revocation.ts'
import type { PresentedToken } from '../../tokens/presented-token.ts'

export interface TokenStatements {
  isSpent(jti: string): boolean
  /** `false`: it was spent before. The insert is the check. */
  spendToken(token: PresentedToken): boolean
  deleteExpiredSpentTokens(before: number, limit: number): number
  insertRevocation(revocation: Omit<Revocation, 'sequence'>): void
  listRevocationsSince(sequence: number): readonly Revocation[]
  /** The newest stays whatever its age: verifiers remember how far they have read. */
  deleteExpiredRevocations(before: number, limit: number): number
}
