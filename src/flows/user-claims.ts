/** The claims beside the standard ones in a user's tokens. Every token that names a user takes them from here. */
import type { Settings } from '../settings/settings.ts'
import type { User } from '../users/user.ts'
import { revokeClaim } from './user-status.ts'

/** Claims beside the standard ones, for this user. */
export type ClaimsOf = (user: User) => ExtraClaims | Promise<ExtraClaims>
type ExtraClaims = Readonly<Record<string, unknown>>

/** `claimsOf`: what an endpoint adds; of two claims with one name, the endpoint's counts. */
export async function userClaims(
  settings: Pick<Settings, 'checkRevokeToken' | 'revokeTokenClaim' | 'tokenClaims'>,
  user: User,
  claimsOf?: ClaimsOf,
): Promise<ExtraClaims> {
  const shared = claimsObject(await settings.tokenClaims?.(user))
  return { ...revokeClaim(settings, user), ...shared, ...claimsObject(await claimsOf?.(user)) }
}

/** Spread, a text or a list would become claims that are called "0", "1", "2". */
function claimsObject(claims: unknown): ExtraClaims {
  if (claims === undefined || claims === null) return {}
  if (typeof claims === 'object' && !Array.isArray(claims)) return claims as ExtraClaims
  throw new TypeError(
    `claims of a token have to be an object; ${Array.isArray(claims) ? 'a list' : typeof claims} was returned`,
  )
}
