import { type AuthError, problem } from '../problems.ts'

/** The one sentence for a token that was spent, revoked, or whose session ended: which it was is not the caller's. */
export function blacklisted(
  reason: 'spent' | 'reused' | 'gone' | 'revoked',
  evidence: Readonly<Record<string, unknown>> = {},
): AuthError {
  return problem('token_not_valid', { title: 'Token is blacklisted', reason, evidence })
}
