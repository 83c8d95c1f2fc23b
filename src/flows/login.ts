/** A name and a password become a session. Every failure looks the same and takes the same time. */

import { Secret } from '../kernel/secret.ts'
import { type AuthError, problem } from '../problems.ts'
import type { Origin } from '../sessions/store.ts'
import type { Needs } from '../system.ts'
import type { User } from '../users/user.ts'
import { startSession } from './start-session.ts'
import type { TokenPair } from './token-pair.ts'
import { mayHaveTokens } from './user-standing.ts'

export interface Credentials {
  readonly login: string
  readonly password: string
}

export interface Login {
  readonly user: User
  readonly tokens: TokenPair
}

type ExtraClaims = Readonly<Record<string, unknown>>

type Parts = Needs<
  'users' | 'sessions' | 'hasher' | 'settings' | 'keyring' | 'clock' | 'random' | 'events' | 'revocations'
>

/** Throws `no_active_account` for an unknown name, a wrong password and an inactive user; `overloaded`. */
export async function login(
  system: Parts,
  credentials: Credentials,
  origin: Origin,
  claimsOf: (user: User) => ExtraClaims | Promise<ExtraClaims>,
): Promise<Login> {
  const user = await checkCredentials(system, credentials)
  const claims = await claimsOf(user)
  const tokens = await startSession(system, user, { authenticatedBy: 'password', origin, claims, isLogin: true })
  if (tokens === undefined) throw refuse(system, 'password_changed_meanwhile', user)
  system.events.emit({ name: 'login.succeeded', userId: user.id, sid: tokens.refresh.claims.sid })
  return { user, tokens }
}

/** The user whose password this is, with an up-to-date hash. */
export async function checkCredentials(system: Parts, { login, password }: Credentials): Promise<User> {
  const user = await system.users.findByLogin(login)
  // Hash even when nobody matched: answering faster for unknown names tells a stranger who has an account.
  const matches = await system.hasher.verify(password, user?.password.reveal() ?? system.hasher.decoy)
  if (user === undefined) throw refuse(system, 'unknown_user')
  if (!matches) throw refuse(system, 'wrong_password', user)
  if (!user.isActive || !(await mayHaveTokens(system.settings, user))) throw refuse(system, 'inactive', user)
  return await upgradeHash(system, user, password)
}

function refuse(system: Parts, reason: string, user?: User): AuthError {
  system.events.emit({ name: 'login.failed', reason, userId: user?.id })
  return problem('no_active_account', { reason })
}

/** A right password that was hashed with other parameters is hashed anew, as Django does at login. */
async function upgradeHash(system: Parts, user: User, password: string): Promise<User> {
  if (!system.hasher.isOutdated(user.password.reveal())) return user
  const upgraded = new Secret(await system.hasher.hash(password))
  await system.users.upgradePassword(user.id, user.password, upgraded)
  return { ...user, password: upgraded }
}
