/** A session begins: its row is on disk before the first token of it leaves. */
import { instantOf } from '../kernel/instant.ts'
import type { Origin } from '../kernel/origin.ts'
import type { Needs } from '../system.ts'
import { deriveAccess } from '../tokens/derive.ts'
import { mintToken } from '../tokens/mint.ts'
import { refreshToken } from '../tokens/refresh.ts'
import type { TokenPair } from '../tokens/token-pair.ts'
import type { User } from '../users/user.ts'
import { absoluteEnd, obeySessionLimit } from './session-limits.ts'
import { tokensUntil } from './tokens-until.ts'
import { revokeClaim, userClaimOf } from './user-status.ts'

export interface Beginning {
  readonly authenticatedBy: 'password' | 'registration' | `social:${string}`
  readonly origin: Origin
  /** Claims beside the standard ones. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
  /** Records last_login with the session. */
  readonly isLogin?: boolean
}

/** `undefined`: the account changed since it was judged, so nothing began. */
export async function startSession(
  system: Needs<'sessions' | 'settings' | 'keyring' | 'clock' | 'random' | 'revocations'>,
  user: User,
  { authenticatedBy, origin, claims = {}, isLogin = false }: Beginning,
): Promise<TokenPair | undefined> {
  const now = system.clock.now()
  const sid = newSid(system)
  const notAfter = absoluteEnd(system.settings, now)
  const ownClaims = { ...revokeClaim(system.settings, user), ...claims }
  const refresh = mintToken(system, refreshToken, {
    userId: userClaimOf(system.settings, user),
    claims: ownClaims,
    sid,
    now,
    notAfter,
  })
  const access = deriveAccess(system, refresh.claims, { now, notAfter })
  const outcome = await system.sessions.start({
    sid,
    userId: user.id,
    stamp: refresh,
    tokensUntil: tokensUntil(system.settings, { access, refresh }),
    now,
    origin,
    authenticatedBy,
    provenBy: user.password,
    wasActive: user.isActive,
    maximumSessions: system.settings.maximumSessions,
    lastLogin: isLogin && system.settings.updateLastLogin ? instantOf(new Date(now)) : undefined,
  })
  await obeySessionLimit(system)
  return outcome === 'started' ? { access, refresh } : undefined
}

/** 128 random bits: session ids are not guessed, and say nothing about the user. */
export function newSid({ random }: Needs<'random'>): string {
  return Buffer.from(random.bytes(16)).toString('base64url')
}
