/** Opens a presented refresh token: signature and claims first, then whether it was spent, then its kind. */

import type { UserId } from '../kernel/user-id.ts'
import type { PresentedSession } from '../sessions/store.ts'
import { decideTokenStatus } from '../sessions/token-status.ts'
import type { Needs } from '../system.ts'
import { type Claims, checkKind } from '../tokens/claims.ts'
import type { TokenKind } from '../tokens/define-token.ts'
import { type PresentedToken, presentedToken } from '../tokens/presented-token.ts'
import { refreshToken } from '../tokens/refresh.ts'
import type { User } from '../users/user.ts'
import { blacklisted } from './blacklisted.ts'
import { isNamedBy, namedUserOf, userIdOf } from './user-status.ts'

export interface OpenedToken {
  readonly claims: Claims
  readonly presented: PresentedToken
  /** The session, where our store knows it for this user. */
  readonly sid: string | undefined
  /** As it was when the token was opened. */
  readonly session: PresentedSession | undefined
  /** The user of the token; `undefined` when the claim is not a valid id, or finds no user. */
  readonly userId: UserId | undefined
  /** The row, as it was when the token was opened. */
  readonly user: User | undefined
}

/**
 * Throws `token_not_valid`: `Token is expired`, `is invalid`, `is blacklisted`, `has wrong type`. SimpleJWT asks its
 * blacklist before it looks at the type, so the order is this.
 */
export async function openRefresh(
  system: Needs<'tokens' | 'settings' | 'clock' | 'sessions' | 'tokenSessions'>,
  raw: string,
  kind: TokenKind = refreshToken,
): Promise<OpenedToken> {
  return await openVerified(system, await system.tokens.read(raw), kind)
}

/** The same for claims whose signature and times were verified. */
export async function openVerified(
  system: Needs<'settings' | 'clock' | 'sessions' | 'tokenSessions'>,
  claims: Claims,
  kind: TokenKind = refreshToken,
): Promise<OpenedToken> {
  const opened = await reopen(system, claims)
  checkKind(system, claims, kind)
  return opened
}

/**
 * The same for claims that were verified before. Does NOT check the kind. All that a refresh has to know is read in one look.
 * What changes between that look and the commit of a rotation (TOCTOU), the rotation finds: an account that is closed, or a
 * changed password, ends its sessions, and a session that has ended does not rotate.
 */
export async function reopen(
  { settings, sessions, tokenSessions }: Needs<'settings' | 'sessions' | 'tokenSessions'>,
  claims: Claims,
): Promise<OpenedToken> {
  const presented = presentedToken(settings, claims)
  const named = namedUserOf(settings, claims)
  const facts = await sessions.factsOf({ presented, sid: tokenSessions.sidOf(claims), user: named })
  const user = facts.user !== undefined && isNamedBy(settings, claims, facts.user) ? facts.user : undefined
  const userId = settings.userIdField === 'id' ? userIdOf(settings, claims) : user?.id
  const { session } = facts
  // A token that belongs to a session speaks for the session's user and for no other: a name may have changed hands since.
  if (session !== undefined && session.userId !== userId) throw blacklisted('gone', { userId })
  const isIdMissing = settings.jtiClaim !== null && presented.jti === ''
  if (!isIdMissing && presented.exp > 0) {
    const tokensNotBefore = user === undefined ? 0 : facts.tokensNotBefore
    const status = decideTokenStatus({ ...facts, tokensNotBefore }, presented, userId)
    if (status !== 'live') throw blacklisted(status, { userId, sid: session?.id })
  }
  return { claims, presented, sid: session?.id, session, userId, user }
}
