/** A name and a password become a sliding token, with a session of its own. */
import { instantOf } from '../kernel/instant.ts'
import type { Origin } from '../kernel/origin.ts'
import { type MintedToken, mintToken } from '../tokens/mint.ts'
import { slidingToken } from '../tokens/sliding.ts'
import type { User } from '../users/user.ts'
import { newSid } from './begin-session.ts'
import { type ClaimsOf, type Credentials, checkCredentials, type LoginParts, refuseLogin, welcome } from './login.ts'
import { obeySessionLimit } from './session-limits.ts'
import { revokeClaim, userClaimOf } from './user-status.ts'

/** Throws what `login` throws. */
export async function slidingLogin(
  system: LoginParts,
  credentials: Credentials,
  origin: Origin,
  claimsOf: ClaimsOf,
): Promise<{ readonly user: User; readonly token: MintedToken }> {
  const user = await checkCredentials(system, credentials, origin)
  const token = mintSliding(system, user, await claimsOf(user))
  const now = system.clock.now()
  const outcome = await system.sessions.start({
    sid: String(token.claims.sid),
    userId: user.id,
    stamp: { ...token, exp: refreshEnd(system, token) },
    tokensUntil: (refreshEnd(system, token) + system.settings.slidingTokenLifetime + system.settings.leeway + 1) * 1000,
    now,
    origin,
    authenticatedBy: 'password',
    provenBy: user.password,
    wasActive: user.isActive,
    maximumSessions: system.settings.maximumSessions,
    lastLogin: system.settings.updateLastLogin ? instantOf(new Date(now)) : undefined,
  })
  if (outcome !== 'started') throw refuseLogin(system, 'account_changed_meanwhile', user)
  await obeySessionLimit(system)
  await welcome(system, user, token.claims.sid)
  return { user, token }
}

function mintSliding(system: LoginParts, user: User, extra: Readonly<Record<string, unknown>>): MintedToken {
  const claims = { ...revokeClaim(system.settings, user), ...extra }
  return mintToken(system, slidingToken, { userId: userClaimOf(system.settings, user), claims, sid: newSid(system) })
}

/** A session lasts as long as its token can be renewed. Seconds. */
function refreshEnd({ settings }: LoginParts, { claims, exp }: MintedToken): number {
  const end = claims[settings.slidingTokenRefreshExpClaim]
  return typeof end === 'number' ? end : exp
}
