/** A name and a password become a session. Every failure looks the same and takes the same time. */

import { countCodePoints } from '../kernel/python-text.ts'
import { Secret } from '../kernel/secret.ts'
import { AuthError, problem } from '../problems.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import type { TokenPair } from '../tokens/token-pair.ts'
import type { User } from '../users/user.ts'
import { type AttemptParts, attemptLogin } from './attempt-login.ts'
import { beginSession, type SessionParts } from './begin-session.ts'
import type { Entry } from './factor-token.ts'
import { mintPair } from './mint-pair.ts'
import { type GateParts, type Proven, passGate } from './pass-gate.ts'
import type { ClaimsOf } from './user-claims.ts'
import { canHaveTokens, lacksVerifiedEmail } from './user-status.ts'

export interface Credentials {
  readonly login: string
  readonly password: string
}

export interface Login {
  readonly user: User
  readonly tokens: TokenPair
}

export type LoginParts = SessionParts &
  Needs<'users' | 'hasher' | 'keyring' | 'events' | 'groups'> &
  AttemptParts &
  GateParts

/**
 * Throws `no_active_account` for an unknown name, a wrong password and an inactive user; `throttled`, `overloaded`;
 * `mfa_required`, `mfa_enrolment_required`.
 */
export async function checkPassword(system: LoginParts, credentials: Credentials, entry?: Entry): Promise<Proven> {
  const user = await checkCredentials(system, credentials)
  return await passGate(system, { user, factor: 'password' }, entry)
}

/** Begins the session of a user who has shown all. `claimsOf`: claims beside those of the settings. */
export async function completeLogin(system: LoginParts, proven: Proven, claimsOf?: ClaimsOf): Promise<Login> {
  const { user } = proven
  const mint = await mintPair(system, user, claimsOf)
  const tokens = await beginSession(system, proven, { mint, isLogin: true })
  if (tokens === undefined) throw refuseLogin(system, 'account_changed_meanwhile', user)
  await finishLogin(system, user, tokens.refresh.claims.sid)
  return { user, tokens }
}

/** Tells of a login. ON_LOGIN_SUCCESS runs where UPDATE_LAST_LOGIN lets it, as in SimpleJWT. */
export async function finishLogin(
  { events, settings }: LoginParts,
  user: User,
  sid: string | undefined,
): Promise<void> {
  if (settings.updateLastLogin) await settings.onLoginSuccess?.(user)
  events.emit({ name: 'login.succeeded', userId: user.id, sid })
}

/** The user whose password this is, with an up-to-date hash. Calls ON_LOGIN_FAILED for every refusal. */
export async function checkCredentials(system: LoginParts, credentials: Credentials): Promise<User> {
  try {
    if (isTooLong(system.settings, credentials)) throw refuseLogin(system, 'too_long')
    // Before the attempt is counted and the account looked up: in a flood most logins end here, whatever name they have.
    system.hasher.requireRoom()
    return await attemptLogin(system, credentials.login, () => verifyCredentials(system, credentials))
  } catch (error) {
    const isRefusal = error instanceof AuthError && error.code === 'no_active_account'
    if (isRefusal) await system.settings.onLoginFailed?.(maskCredentials(system.settings, credentials))
    throw error
  }
}

/** The longest address that Django's EmailValidator takes; a user name has 150 characters. */
const longestLogin = 320

/** No account has such a name or such a password: said at once, or one request could keep a core busy. */
function isTooLong({ maximumPasswordLength }: Settings, { login, password }: Credentials): boolean {
  return countCodePoints(login) > longestLogin || countCodePoints(password) > maximumPasswordLength
}

/** As Django gives them to user_login_failed: sensitive members as twenty asterisks. */
function maskCredentials({ accounts }: Pick<Settings, 'accounts'>, { login }: Credentials): Record<string, string> {
  return { [accounts]: login, password: '*'.repeat(20) }
}

async function verifyCredentials(system: LoginParts, { login, password }: Credentials): Promise<User> {
  const user = await system.users.findByLogin(login)
  // Hash even when no account matched: a faster answer for unknown names tells a stranger who has an account.
  const found = await system.hasher.check(password, user?.password.reveal() ?? system.hasher.decoy)
  if (user === undefined) throw refuseLogin(system, 'unknown_user')
  if (found === 'differs') throw refuseLogin(system, 'wrong_password', user)
  if (user.isActive && lacksVerifiedEmail(system.settings, user)) throw refuseLogin(system, 'unverified_email', user)
  if (!user.isActive || !(await canHaveTokens(system.settings, user))) throw refuseLogin(system, 'inactive', user)
  const isOld = found === 'in_another_form' || system.hasher.isOutdated(user.password.reveal())
  return isOld ? await upgradeHash(system, user, password) : user
}

export function refuseLogin(system: LoginParts, reason: string, user?: User): AuthError {
  system.events.emit({ name: 'login.failed', reason, userId: user?.id })
  return problem('no_active_account', { reason })
}

/** A right password that was hashed with other parameters, or in another form, is hashed anew, as Django does at login. */
async function upgradeHash(system: LoginParts, user: User, password: string): Promise<User> {
  const upgraded = new Secret(await system.hasher.hash(password))
  await system.users.upgradePassword(user.id, user.password, upgraded)
  return await readUpgraded(system, user, upgraded, password)
}

/** The row decides: another login may have been first with a hash of its own, or the password was changed. */
async function readUpgraded(system: LoginParts, user: User, upgraded: Secret, password: string): Promise<User> {
  const current = await system.users.findById(user.id)
  const stored = current?.password.reveal() ?? system.hasher.decoy
  if (stored !== upgraded.reveal() && !(await system.hasher.verify(password, stored))) {
    throw refuseLogin(system, 'password_changed_meanwhile', user)
  }
  return current ?? user
}
