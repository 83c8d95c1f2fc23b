/**
 * Whether a token of any kind is good now. By default a revoked or spent one is not; SimpleJWT's own rule (asked for
 * by `verifyEndpoint: 'simplejwt'`) consults the blacklist only under BLACKLIST_AFTER_ROTATION, and then says 400.
 */
import { type AuthError, invalidFields } from '../problems.ts'
import { decideRotation } from '../sessions/rotation.ts'
import type { Needs } from '../system.ts'
import { type Claims, checkKind, tokenIdOf } from '../tokens/claims.ts'
import type { TokenKind } from '../tokens/define-token.ts'
import { presentedToken } from '../tokens/presented-token.ts'
import { untypedToken } from '../tokens/untyped.ts'
import { blacklisted } from './blacklisted.ts'
import { subjectOf, type TokenSubject } from './token-subject.ts'

type Parts = Needs<'tokens' | 'settings' | 'clock' | 'sessions' | 'users' | 'tokenSessions' | 'revocations'>

/** The claims of a token of this kind. Throws `token_not_valid` if it is forged, expired, revoked, spent, or of another kind. */
export async function verifyToken(system: Parts, raw: string, wanted: TokenKind = untypedToken): Promise<Claims> {
  const claims = checkKind(system, await system.tokens.read(raw), wanted)
  const { verifyEndpoint, blacklistAfterRotation } = system.settings
  if (verifyEndpoint === 'simplejwt' && !blacklistAfterRotation) return claims
  if (await isDead(system, claims)) throw dead(verifyEndpoint === 'simplejwt')
  return claims
}

async function isDead(system: Parts, claims: Claims): Promise<boolean> {
  const { settings, sessions } = system
  const kind = settings.tokenTypeClaim === null ? undefined : claims[settings.tokenTypeClaim]
  // SimpleJWT looks for the id in its blacklist and at nothing else: a token of any kind that shares a spent id is dead.
  if (settings.verifyEndpoint === 'simplejwt' && (await isSpent(system, claims))) return true
  const subject = await subjectOf(system, claims)
  if (subject.session === 'of_another_user') return true
  const presented = presentedToken(settings, claims)
  if (kind === 'refresh' || kind === 'sliding') {
    if ((await sessions.tokenStatus(subject.sid, subject.userId, presented)) !== 'live') return true
    return kind === 'refresh' && (await isReplaced(system, subject, claims))
  }
  // One-time kinds are spent by the endpoint that takes them; access tokens never are, so they need no read.
  if (kind !== 'access' && (await isSpent(system, claims))) return true
  return settings.revokeAccessTokens && (await isRevoked(system, subject, claims))
}

async function isSpent({ settings, sessions }: Parts, claims: Claims): Promise<boolean> {
  return (await sessions.tokenStatus(undefined, undefined, presentedToken(settings, claims))) === 'spent'
}

async function isRevoked(system: Parts, { sid, userId, session }: TokenSubject, claims: Claims): Promise<boolean> {
  const { settings, sessions, revocations } = system
  if (session === 'ended') return true
  await revocations.ensureFresh()
  const named = { jti: tokenIdOf(settings, claims), sid, iat: claims.iat }
  if (revocations.statusOf(named, String(userId)) === 'revoked') return true
  return (
    sid === undefined && (await sessions.tokenStatus(undefined, userId, presentedToken(settings, claims))) !== 'live'
  )
}

/** Where the session is the authority, only its current token, and for the grace its parent, can be refreshed. */
async function isReplaced({ settings, sessions, clock }: Parts, { sid }: TokenSubject, claims: Claims) {
  const jti = tokenIdOf(settings, claims)
  if (settings.refreshAuthority !== 'session' || !settings.blacklistAfterRotation) return false
  if (sid === undefined || jti === undefined) return false
  const grace = settings.refreshGrace * 1000
  return decideRotation(await sessions.find(sid), jti, clock.now(), grace).kind === 'reused'
}

function dead(asSimpleJwt: boolean): AuthError {
  return asSimpleJwt ? invalidFields({ non_field_errors: ['Token is blacklisted'] }) : blacklisted('revoked')
}
