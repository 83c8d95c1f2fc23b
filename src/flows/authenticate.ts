/**
 * Who makes this request. The token's signature and claims, then its session, which is looked up until the token is
 * cached, then the revocation index in memory. The user's row is read only when the token has no session of ours (it was
 * signed elsewhere), when the user changed since, or when the settings ask for it every time.
 */

import type { UserId } from '../kernel/user-id.ts'
import { AuthError, problem } from '../problems.ts'
import type { Session } from '../sessions/session.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import { accessToken } from '../tokens/access.ts'
import { type Claims, checkKind, tokenIdOf } from '../tokens/claims.ts'
import { presentedToken } from '../tokens/presented-token.ts'
import { slidingToken } from '../tokens/sliding.ts'
import type { Principal } from '../users/principal.ts'
import { createTokenUser } from '../users/token-user.ts'
import type { User } from '../users/user.ts'
import { blacklisted } from './blacklisted.ts'
import { createGrantChecks } from './has-permission.ts'
import { type SessionOfToken, sessionOf, subjectOf } from './token-subject.ts'
import { findUserOf, requireStatus, userIdOf } from './user-status.ts'

type Parts = Needs<'tokens' | 'settings' | 'clock' | 'users' | 'sessions' | 'tokenSessions' | 'revocations' | 'groups'>

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
  const session = await withFreshIndex(system, sessionOf(system, claims, id))
  const { sid } = session
  const status = checkRevocation(system, claims, id, session)
  const isRead = status === 'stale' || sid === undefined || settings.readUser === 'always'
  if (isRead && !isStateless) await user()
  if (sid === undefined && !isStateless) await refuseEarlierTokens(system, claims, id)
  const tokenUser = () => (settings.tokenUserClass ?? (() => createTokenUser(claims, settings.userIdClaim)))(claims)
  const authenticationAge = () => ageOf(system, claims, { id, sid })
  return { id, claims, sid, user, tokenUser, authenticationAge, ...createGrantChecks(system, user) }
}

/** From the claim where tokens name users by id; from the row where they name them otherwise. */
function identify(settings: Settings, claims: Claims, user: () => Promise<User>): UserId | Promise<UserId> {
  if (settings.userIdField !== 'id') return user().then(({ id }) => id)
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
      const reading = system.tokens.read(raw)
      const claims = reading instanceof Promise ? await reading : reading
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
  const presented = presentedToken(system.settings, claims)
  if (presented.jti === '' || claims.exp === undefined) return
  const { sid, userId, session } = await subjectOf(system, claims)
  if (session === 'of_another_user') throw blacklisted('gone')
  if ((await system.sessions.tokenStatus(sid, userId, presented)) !== 'live') throw blacklisted('spent')
}

/**
 * What the store says of a session, and the log of what ended since: both at the end of this turn, so that a request waits
 * once. Later ends than the store shows are in the log.
 */
function withFreshIndex({ settings, revocations }: Parts, session: SessionOfToken | Promise<SessionOfToken>) {
  if (!settings.revokeAccessTokens) return session
  const fresh = revocations.ensureFresh()
  return session instanceof Promise ? Promise.all([session, fresh]).then(([found]) => found) : fresh.then(() => session)
}

function checkRevocation(
  system: Parts,
  claims: Claims,
  userId: UserId,
  { sid, session }: SessionOfToken,
): 'live' | 'stale' {
  const { settings, revocations } = system
  if (session === 'of_another_user') throw revoked(system, { userId, sid: claims.sid })
  if (!settings.revokeAccessTokens) return 'live'
  if (session === 'ended') throw revoked(system, { userId, sid })
  const status = revocations.statusOf({ jti: tokenIdOf(settings, claims), sid, iat: claims.iat }, String(userId))
  if (status === 'revoked') throw revoked(system, { userId, sid })
  return status
}

/** The row remembers for ever up to when tokens without a session are refused; the revocation log does not. */
async function refuseEarlierTokens(system: Parts, claims: Claims, userId: UserId): Promise<void> {
  if (!system.settings.revokeAccessTokens) return
  const status = await system.sessions.tokenStatus(undefined, userId, presentedToken(system.settings, claims))
  if (status !== 'live') throw revoked(system, { userId })
}

function revoked({ settings }: Parts, evidence: Readonly<Record<string, unknown>>): AuthError {
  const kind = kinds[settings.authTokenClasses[0] ?? 'access']
  const message = { token_class: kind.name, token_type: kind.type, message: 'Token is blacklisted' }
  return notValidForAny([message], 'revoked', evidence)
}

function notValidForAny(messages: readonly unknown[], reason: string, evidence = {}): AuthError {
  const body = { detail: 'Given token not valid for any token type', code: 'token_not_valid', messages }
  return problem('token_not_valid', { body, reason, evidence })
}

function unidentified(): AuthError {
  const title = 'Token contained no recognizable user identification'
  return problem('token_not_valid', { title, reason: 'no_user_claim' })
}

function readOnce(read: () => Promise<User>): () => Promise<User> {
  let reading: Promise<User> | undefined
  return () => {
    reading ??= read()
    return reading
  }
}

/** Of a session that another issuer's token began, no one here saw the login. Seconds. */
async function ageOf(
  { clock, sessions }: Needs<'clock' | 'sessions'>,
  claims: Claims,
  { id, sid }: { readonly id: UserId; readonly sid: string | undefined },
): Promise<number | undefined> {
  const session = sid === undefined ? undefined : await sessions.find(sid)
  if (session?.userId !== id || session.endedAt !== null) return undefined
  const at = typeof claims.auth_time === 'number' ? claims.auth_time * 1000 : startOf(session)
  // Either way: how long ago a login was that lies in the future, no one knows.
  return at === undefined ? undefined : Math.abs(clock.now() - at) / 1000
}

function startOf({ factors, startedAt }: Session): number | undefined {
  return factors[0] === 'adopted' ? undefined : startedAt
}
