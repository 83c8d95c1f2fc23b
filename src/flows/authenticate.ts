/**
 * Who makes this request. The token's signature and claims, then the revocation index in memory; the user's row is
 * read only when the token has no session (it was signed elsewhere with the shared key), when the user changed since,
 * or when the settings ask for it every time.
 */

import type { UserId } from '../kernel/user-id.ts'
import { AuthError, problem } from '../problems.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import { accessToken } from '../tokens/access.ts'
import { type Claims, checkKind } from '../tokens/claims.ts'
import { slidingToken } from '../tokens/sliding.ts'
import type { Principal } from '../users/principal.ts'
import { createTokenUser } from '../users/token-user.ts'
import type { User } from '../users/user.ts'
import { createPermissionCheck } from './has-permission.ts'
import { findUserOf, requireStatus, userIdOf } from './user-status.ts'

type Parts = Needs<'tokens' | 'settings' | 'clock' | 'users' | 'sessions' | 'revocations' | 'groups'>

/**
 * A stateless request never reads the user's row, whatever the token is: JWTStatelessUserAuthentication.
 * Throws `token_not_valid`, `user_not_found`, `user_inactive`, `password_changed`, `store_unavailable`.
 */
export async function authenticate(system: Parts, raw: string, isStateless = false): Promise<Principal> {
  const claims = await openBearer(system, raw)
  const { settings } = system
  if (claims[settings.userIdClaim] === undefined) throw unidentified()
  const user = readOnce(async () => requireStatus(settings, claims, await findUserOf(system, claims)))
  const id = await identify(settings, claims, user)
  const status = await checkRevocation(system, claims, id)
  const sid = typeof claims.sid === 'string' ? claims.sid : undefined
  const isRead = status === 'stale' || sid === undefined || settings.readUser === 'always'
  if (isRead && !isStateless) await user()
  const tokenUser = () => (settings.tokenUserClass ?? (() => createTokenUser(claims, settings.userIdClaim)))(claims)
  return { id, claims, sid, user, tokenUser, hasPermission: createPermissionCheck(system, user) }
}

/** From the claim where tokens name users by id; from the row where they name them otherwise. */
async function identify(settings: Settings, claims: Claims, user: () => Promise<User>): Promise<UserId> {
  if (settings.userIdField !== 'id') return (await user()).id
  const id = userIdOf(settings, claims)
  if (id === undefined) throw problem('user_not_found', { reason: 'malformed_user_id' })
  return id
}

const kinds = { access: accessToken, sliding: slidingToken } as const

/** Tries the configured kinds in turn; a token that fits none gets one message for each, as SimpleJWT has it. */
async function openBearer(system: Parts, raw: string): Promise<Claims> {
  const messages: { token_class: string; token_type: string; message: string }[] = []
  let reason = 'no_kind'
  for (const name of system.settings.authTokenClasses) {
    const kind = kinds[name]
    try {
      const claims = await system.tokens.read(raw)
      if (name === 'sliding') await refuseSpentSliding(system, claims)
      return checkKind(system, claims, kind)
    } catch (error) {
      if (!(error instanceof AuthError) || error.code !== 'token_not_valid') throw error
      reason = error.reason
      messages.push({ token_class: kind.name, token_type: kind.type, message: error.message })
    }
  }
  throw notValidForAny(messages, reason)
}

/** Sliding tokens are asked about at every use, as SimpleJWT does: they are their own refresh tokens. */
async function refuseSpentSliding(system: Parts, claims: Claims): Promise<void> {
  if (typeof claims.jti !== 'string' || claims.exp === undefined) return
  const userId = userIdOf(system.settings, claims)
  const presented = { jti: claims.jti, iat: claims.iat, exp: claims.exp }
  if ((await system.sessions.tokenStatus(claims.sid, userId, presented)) !== 'live') throw blacklisted('spent')
}

async function checkRevocation(system: Parts, claims: Claims, userId: UserId): Promise<'live' | 'stale'> {
  if (!system.settings.revokeAccessTokens) return 'live'
  await system.revocations.ensureFresh()
  const status = system.revocations.statusOf(claims, String(userId))
  if (status !== 'revoked') return status
  const kind = kinds[system.settings.authTokenClasses[0] ?? 'access']
  const message = { token_class: kind.name, token_type: kind.type, message: 'Token is blacklisted' }
  throw notValidForAny([message], 'revoked', { userId, sid: claims.sid })
}

function notValidForAny(messages: readonly unknown[], reason: string, evidence = {}): AuthError {
  const body = { detail: 'Given token not valid for any token type', code: 'token_not_valid', messages }
  return problem('token_not_valid', { body, reason, evidence })
}

function unidentified(): AuthError {
  const title = 'Token contained no recognizable user identification'
  return problem('token_not_valid', { title, reason: 'no_user_claim' })
}

/** The one sentence for a token that was spent, revoked, or whose session ended: which it was is not the caller's. */
export function blacklisted(
  reason: 'spent' | 'reused' | 'gone' | 'revoked',
  evidence: Readonly<Record<string, unknown>> = {},
): AuthError {
  return problem('token_not_valid', { title: 'Token is blacklisted', reason, evidence })
}

function readOnce(read: () => Promise<User>): () => Promise<User> {
  let reading: Promise<User> | undefined
  return () => {
    reading ??= read()
    return reading
  }
}
