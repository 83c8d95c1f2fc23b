/** Whether the user of a token may still act: exists, is active, and has the password that the token was issued under. */
import { createHash } from 'node:crypto'
import { accountIdClaim } from '../kernel/account-id-claim.ts'
import { parseUserId, type UserId } from '../kernel/user-id.ts'
import { problem } from '../problems.ts'
import type { NamedUser } from '../sessions/store.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import type { Claims } from '../tokens/claims.ts'
import { isUsable } from '../users/unusable-password.ts'
import type { User } from '../users/user.ts'

type RevokeSettings = Pick<Settings, 'checkRevokeToken' | 'revokeTokenClaim'>

/** The user that the claim names, or `undefined`. Reads the row. */
export async function findUserOf(system: Needs<'users' | 'settings'>, claims: Claims): Promise<User | undefined> {
  const { settings, users } = system
  const named = namedUserOf(settings, claims)
  if (named === undefined) return undefined
  const found = 'id' in named ? await users.findById(named.id) : await users.findByLogin(named.login)
  return found !== undefined && isNamedBy(settings, claims, found) ? found : undefined
}

/** Whom the claim names, in the words of a store; `undefined`: no one. */
export function namedUserOf(
  settings: Pick<Settings, 'userIdField' | 'userIdClaim'>,
  claims: Claims,
): NamedUser | undefined {
  if (settings.userIdField === 'id') {
    const id = userIdOf(settings, claims)
    return id === undefined ? undefined : { id }
  }
  const name = claims[settings.userIdClaim]
  return typeof name === 'string' && name !== '' ? { login: name } : undefined
}

/**
 * Whether the user that was found is the one that the claim names. Names are compared exactly, not as logins are: a token for
 * a differently spelled address is not this user's.
 */
export function isNamedBy(
  settings: Pick<Settings, 'userIdField' | 'userIdClaim' | 'jwkUrl'>,
  claims: Claims,
  user: User,
): boolean {
  if (settings.userIdField === 'id') return true
  return user[settings.userIdField] === claims[settings.userIdClaim] && isSignedFor(settings, claims, user)
}

/** The user id in a token, without reading the row; `undefined` where tokens name users by another field. */
export function userIdOf(
  { userIdField, userIdClaim }: Pick<Settings, 'userIdField' | 'userIdClaim'>,
  claims: Claims,
): UserId | undefined {
  return userIdField === 'id' ? parseUserId(claims[userIdClaim]) : undefined
}

/** What a token of this user says in its user claim. */
export function userClaimOf({ userIdField }: Pick<Settings, 'userIdField'>, user: User): UserId {
  return user[userIdField]
}

/** The id for `accountIdClaim`; `undefined` where the user claim is the id already. */
export function accountIdOf({ userIdField }: Pick<Settings, 'userIdField'>, user: User): UserId | undefined {
  return userIdField === 'id' ? undefined : user.id
}

/** A name can change hands: our own tokens say whose it was when they were signed. Other issuers have other ids. */
function isSignedFor({ jwkUrl }: Pick<Settings, 'jwkUrl'>, claims: Claims, user: User): boolean {
  const signedFor = jwkUrl === undefined ? claims[accountIdClaim] : undefined
  return signedFor === undefined || signedFor === String(user.id)
}

/** USER_AUTHENTICATION_RULE: by default the user exists and, unless the setting says otherwise, is active. */
export async function canHaveTokens(
  settings: Pick<Settings, 'userAuthenticationRule' | 'checkUserIsActive' | 'requireVerifiedEmail'>,
  user: User | undefined,
): Promise<boolean> {
  if (user !== undefined && lacksVerifiedEmail(settings, user)) return false
  if (settings.userAuthenticationRule !== undefined) return await settings.userAuthenticationRule(user)
  return user !== undefined && (user.isActive || !settings.checkUserIsActive)
}

/** Tutorial 4's rule: no tokens before the address is verified. */
export function lacksVerifiedEmail(
  { requireVerifiedEmail }: Pick<Settings, 'requireVerifiedEmail'>,
  user: User,
): boolean {
  return requireVerifiedEmail && !user.emailVerified
}

/** Whether the account has a usable password. Without one, the user signs in elsewhere. */
export function hasUsablePassword({ password }: User): boolean {
  return isUsable(password)
}

/** The claim by which a changed password refuses older tokens, where CHECK_REVOKE_TOKEN asks for it. */
export function revokeClaim(settings: RevokeSettings, user: User): Record<string, string> {
  return settings.checkRevokeToken ? { [settings.revokeTokenClaim]: passwordDigest(user) } : {}
}

export function hasCurrentPassword(settings: RevokeSettings, claims: Claims, user: User): boolean {
  return !settings.checkRevokeToken || claims[settings.revokeTokenClaim] === passwordDigest(user)
}

/** What an access token's user must be. Throws `user_not_found`, `user_inactive`, `password_changed`. */
export function requireStatus(
  settings: RevokeSettings & Pick<Settings, 'checkUserIsActive'>,
  claims: Claims,
  user: User | undefined,
): User {
  if (user === undefined) throw problem('user_not_found')
  if (settings.checkUserIsActive && !user.isActive) throw problem('user_inactive', { evidence: { userId: user.id } })
  if (!hasCurrentPassword(settings, claims, user)) throw problem('password_changed', { evidence: { userId: user.id } })
  return user
}

/** SimpleJWT's digest: upper-case hex MD5 of the stored hash, not of the password. */
function passwordDigest(user: User): string {
  return createHash('md5').update(user.password.reveal()).digest('hex').toUpperCase()
}
