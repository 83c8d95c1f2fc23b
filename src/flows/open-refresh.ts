/** Opens a presented refresh token: signature and claims first, then whether it was spent, then its kind. */

import type { UserId } from '../kernel/user-id.ts'
import type { Needs } from '../system.ts'
import { type Claims, checkKind } from '../tokens/claims.ts'
import type { TokenKind } from '../tokens/define-token.ts'
import type { PresentedToken } from '../tokens/presented-token.ts'
import { refreshToken } from '../tokens/refresh.ts'
import { blacklisted } from './authenticate.ts'
import { userIdOf } from './user-status.ts'

export interface OpenedToken {
  readonly claims: Claims
  readonly presented: PresentedToken
  readonly sid: string | undefined
  /** The user id of the token; `undefined` when the claim is not a valid id. */
  readonly userId: UserId | undefined
}

/**
 * Throws `token_not_valid`: `Token is expired`, `is invalid`, `is blacklisted`, `has wrong type`. SimpleJWT asks its
 * blacklist before it looks at the type, so the order is this.
 */
export async function openRefresh(
  system: Needs<'tokens' | 'settings' | 'clock' | 'sessions'>,
  raw: string,
  kind: TokenKind = refreshToken,
): Promise<OpenedToken> {
  const claims = await system.tokens.read(raw)
  const { settings, sessions } = system
  const jti = claims[settings.jtiClaim ?? 'jti']
  const sid = typeof claims.sid === 'string' ? claims.sid : undefined
  const userId = userIdOf(settings, claims)
  const presented = { jti: typeof jti === 'string' ? jti : '', iat: claims.iat, exp: claims.exp ?? 0 }
  if (presented.jti !== '' && presented.exp > 0) {
    const status = await sessions.tokenStatus(sid, userId, presented)
    if (status !== 'live') throw blacklisted(status, { userId, sid })
  }
  checkKind(system, claims, kind)
  return { claims, presented, sid, userId }
}
