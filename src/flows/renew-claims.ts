/** The claims of a refreshed token: those of the token before it, or where the settings or an endpoint ask for it, the user's anew. */
import type { Needs } from '../system.ts'
import { authenticationNames, refuseReserved, sessionClaims } from '../tokens/mint.ts'
import { sessionCookieClaim } from '../tokens/session-cookie-claim.ts'
import type { User } from '../users/user.ts'
import type { OpenedToken } from './open-refresh.ts'
import { type ClaimsOf, rolesClaim, userClaims } from './user-claims.ts'
import { accountIdOf, userClaimOf } from './user-status.ts'

/** Renewed, they are as if the user logged in now; roles always are. The token's id, times and session stay. */
export async function renewClaims(
  system: Needs<'settings' | 'groups'>,
  opened: OpenedToken,
  user: User,
  claimsOf?: ClaimsOf,
): Promise<OpenedToken> {
  const { settings } = system
  if (!settings.renewClaims && claimsOf === undefined)
    return { ...opened, claims: { ...opened.claims, ...(await rolesClaim(system, user)) } }
  const { userIdClaim, tokenTypeClaim, jtiClaim, slidingTokenRefreshExpClaim } = settings
  const own = [
    tokenTypeClaim,
    'exp',
    'iat',
    jtiClaim,
    userIdClaim,
    slidingTokenRefreshExpClaim,
    sessionCookieClaim,
    ...authenticationNames,
    'aud',
    'iss',
  ]
  const kept = Object.entries(opened.claims).filter(([name]) => own.includes(name))
  const fresh = await userClaims(system, user, claimsOf)
  refuseReserved(fresh, settings)
  // As a new token writes it, whatever the old one was made of: text.
  const userClaim = { [userIdClaim]: String(userClaimOf(settings, user)) }
  const session = sessionClaims({ accountId: accountIdOf(settings, user), sid: opened.sid })
  return { ...opened, claims: { ...Object.fromEntries(kept), ...userClaim, ...fresh, ...session } }
}
