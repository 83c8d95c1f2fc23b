/**
 * Whether a token of any kind is good now. By default a revoked or spent one is not; SimpleJWT's own rule (asked for
 * by `verifyEndpoint: 'simplejwt'`) consults the blacklist only under BLACKLIST_AFTER_ROTATION, and then says 400.
 */
import { type AuthError, invalidFields } from '../problems.ts'
import { decideRotation } from '../sessions/rotation.ts'
import type { Needs } from '../system.ts'
import { type Claims, checkKind } from '../tokens/claims.ts'
import type { TokenKind } from '../tokens/define-token.ts'
import { untypedToken } from '../tokens/untyped.ts'
import { blacklisted } from './authenticate.ts'
import { userIdOf } from './user-status.ts'

type Parts = Needs<'tokens' | 'settings' | 'clock' | 'sessions' | 'revocations'>

export async function verifyToken(system: Parts, raw: string, wanted: TokenKind = untypedToken): Promise<Claims> {
  const claims = checkKind(system, await system.tokens.read(raw), wanted)
  const { verifyEndpoint, blacklistAfterRotation } = system.settings
  if (verifyEndpoint === 'simplejwt' && !blacklistAfterRotation) return claims
  if (await isDead(system, claims)) throw dead(verifyEndpoint === 'simplejwt')
  return claims
}

async function isDead(system: Parts, claims: Claims): Promise<boolean> {
  const { settings, sessions, revocations } = system
  const kind = claims[settings.tokenTypeClaim ?? 'token_type']
  const userId = userIdOf(settings, claims)
  const presented = { jti: String(claims.jti), iat: claims.iat, exp: claims.exp ?? 0 }
  if (kind === 'refresh' || kind === 'sliding') {
    if ((await sessions.tokenStatus(claims.sid, userId, presented)) !== 'live') return true
    return kind === 'refresh' && (await isReplaced(system, claims))
  }
  // One-time kinds are spent by the endpoint that takes them; access tokens never are, so they need no read.
  if (kind !== 'access' && (await sessions.tokenStatus(undefined, undefined, presented)) === 'spent') return true
  if (!settings.revokeAccessTokens) return false
  await revocations.ensureFresh()
  return revocations.statusOf(claims, String(userId)) === 'revoked'
}

/** Where the session is the authority, only its current token, and for the grace its parent, can be refreshed. */
async function isReplaced({ settings, sessions, clock }: Parts, { sid, jti }: Claims): Promise<boolean> {
  if (settings.refreshAuthority !== 'session' || !settings.blacklistAfterRotation) return false
  if (typeof sid !== 'string') return false
  const grace = settings.refreshGrace * 1000
  return decideRotation(await sessions.find(sid), String(jti), clock.now(), grace).kind === 'reused'
}

function dead(asSimpleJwt: boolean): AuthError {
  return asSimpleJwt ? invalidFields({ non_field_errors: ['Token is blacklisted'] }) : blacklisted('revoked')
}
