/** Opens a presented refresh token: signature and claims first, then whether it was spent, then its kind. */

import type { UserId } from '../kernel/user-id.ts'
import type { Needs } from '../system.ts'
import { type Claims, checkKind } from '../tokens/claims.ts'
import type { TokenKind } from '../tokens/define-token.ts'
import { type PresentedToken, presentedToken } from '../tokens/presented-token.ts'
import { refreshToken } from '../tokens/refresh.ts'
import { blacklisted } from './blacklisted.ts'
import { subjectOf } from './token-subject.ts'

export interface OpenedToken {
  readonly claims: Claims
  readonly presented: PresentedToken
  /** The session, where our store knows it for this user. */
  readonly sid: string | undefined
  /** The user of the token; `undefined` when the claim is not a valid id, or finds no user. */
  readonly userId: UserId | undefined
}

/**
 * Throws `token_not_valid`: `Token is expired`, `is invalid`, `is blacklisted`, `has wrong type`. SimpleJWT asks its
 * blacklist before it looks at the type, so the order is this.
 */
export async function openRefresh(
  system: Needs<'tokens' | 'settings' | 'clock' | 'sessions' | 'users' | 'tokenSessions'>,
  raw: string,
  kind: TokenKind = refreshToken,
): Promise<OpenedToken> {
  const claims = await system.tokens.read(raw)
  const opened = await reopen(system, claims)
  checkKind(system, claims, kind)
  return opened
}

/** The same for claims that were verified before. Does NOT check the kind. */
export async function reopen(
  system: Needs<'settings' | 'sessions' | 'users' | 'tokenSessions'>,
  claims: Claims,
): Promise<OpenedToken> {
  const { settings, sessions } = system
  const { sid, userId, session } = await subjectOf(system, claims)
  if (session === 'of_another_user') throw blacklisted('gone', { userId })
  const presented = presentedToken(settings, claims)
  const isIdMissing = settings.jtiClaim !== null && presented.jti === ''
  if (!isIdMissing && presented.exp > 0) {
    const status = await sessions.tokenStatus(sid, userId, presented)
    if (status !== 'live') throw blacklisted(status, { userId, sid })
  }
  return { claims, presented, sid, userId }
}
