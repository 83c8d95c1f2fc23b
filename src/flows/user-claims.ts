/** The claims beside the standard ones in a user's tokens. Every token that names a user takes them from here. */
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import type { User } from '../users/user.ts'
import { rolesIn } from './has-permission.ts'
import { revokeClaim } from './user-status.ts'

/** Claims beside the standard ones, for this user. */
export type ClaimsOf = (user: User) => ExtraClaims | Promise<ExtraClaims>
type ExtraClaims = Readonly<Record<string, unknown>>

export type ClaimParts = Needs<'groups'> & {
  readonly settings: Pick<Settings, 'checkRevokeToken' | 'revokeTokenClaim' | 'tokenClaims' | 'rolesClaim' | 'roles'>
}

/** `claimsOf`: what an endpoint adds; of two claims with one name, the endpoint's counts. */
export async function userClaims(system: ClaimParts, user: User, claimsOf?: ClaimsOf): Promise<ExtraClaims> {
  const { settings } = system
  const shared = claimsObject(await settings.tokenClaims?.(user))
  const own = claimsObject(await claimsOf?.(user))
  for (const each of [shared, own]) refuseRolesClaim(settings, each)
  return { ...revokeClaim(settings, user), ...shared, ...own, ...(await rolesClaim(system, user)) }
}

/** The names of the user's roles, sorted; nothing unless the settings name a claim for them. */
export async function rolesClaim({ settings, groups }: ClaimParts, user: User): Promise<ExtraClaims> {
  if (settings.rolesClaim === undefined) return {}
  const { roles } = await groups.grantsOf(user.id)
  return { [settings.rolesClaim]: rolesIn(settings, roles) }
}

/** Services believe it: the application must not write there what the configuration did not say. */
function refuseRolesClaim({ rolesClaim: name }: ClaimParts['settings'], claims: ExtraClaims): void {
  if (name !== undefined && Object.hasOwn(claims, name))
    throw new TypeError(`the claim ${JSON.stringify(name)} is reserved: rolesClaim has it for the roles of the user`)
}

/** Spread, a text or a list would become claims that are called "0", "1", "2". */
function claimsObject(claims: unknown): ExtraClaims {
  if (claims === undefined || claims === null) return {}
  if (typeof claims === 'object' && !Array.isArray(claims)) return claims as ExtraClaims
  throw new TypeError(
    `claims of a token have to be an object; ${Array.isArray(claims) ? 'a list' : typeof claims} was returned`,
  )
}
