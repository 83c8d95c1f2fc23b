/** Whether a refresh token can still be used: the pure half of it. Does NOT compare it with the session's current token. */
import type { UserId } from '../kernel/user-id.ts'
import type { PresentedToken } from '../tokens/presented-token.ts'
import type { PresentedSession, TokenFacts, TokenStatus } from './store.ts'

/** `userId`: whom the token names. Another user's session is `gone`. */
export function decideTokenStatus(
  { isSpent, session, tokensNotBefore }: Pick<TokenFacts, 'isSpent' | 'session' | 'tokensNotBefore'>,
  presented: PresentedToken,
  userId: UserId | undefined,
): TokenStatus {
  if (isSpent) return 'spent'
  const isGone = session === undefined ? isRefused(tokensNotBefore, presented) : !isAlive(session, userId)
  return isGone ? 'gone' : 'live'
}

export function isAlive(session: Pick<PresentedSession, 'endedAt' | 'userId'>, userId: UserId | undefined): boolean {
  return session.endedAt === null && session.userId === userId
}

/** Issued before all of the user's sessions were ended. A token without `iat` counts as older. */
export function isRefused(notBefore: number, { iat }: PresentedToken): boolean {
  return notBefore > 0 && (iat ?? 0) <= Math.floor(notBefore / 1000)
}
