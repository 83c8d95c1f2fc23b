/**
 * Asks for the current password again, or for a recent login where there is none, before a change that outlives a
 * session: a stolen access token, or a browser left open, must not become the account (account takeover).
 */

import { stepUpRequired } from '../permissions/step-up.ts'
import { type AuthError, invalidFields, problem, problemTable } from '../problems.ts'
import type { FactorMethod } from '../sessions/second-factors.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import type { Principal } from '../users/principal.ts'
import type { ProfileChanges } from '../users/store.ts'
import type { User } from '../users/user.ts'
import type { AttemptParts } from './attempt-login.ts'
import { isCurrentPassword } from './change-password.ts'
import { hasUsablePassword } from './user-status.ts'

type Parts = Needs<'hasher' | 'events' | 'sessions' | 'linkedProviders' | 'secondFactors'> & AttemptParts

/**
 * Throws `invalid`, `recent_login_required`, `reauthentication_required`, `throttled`, `overloaded`; nothing where the
 * settings ask for no proof.
 */
export async function reauthenticate(system: Parts, principal: Principal, password: string | undefined): Promise<void> {
  if (system.settings.reauthenticateForChanges) await confirmOwner(system, principal, password)
}

/** The same for changes to a profile, of which some need no proof. */
export async function reauthenticateForProfile(
  system: Parts,
  principal: Principal,
  changes: ProfileChanges,
  password: string | undefined,
): Promise<void> {
  if (isIdentityChange(system.settings, await principal.user(), changes))
    await reauthenticate(system, principal, password)
}

/** Whatever the settings say of changes, a user who has a password gives it here. */
export async function confirmOwner(system: Parts, principal: Principal, password: string | undefined): Promise<void> {
  const user = await principal.user()
  await requireRecentFactor(system, principal)
  if (!hasUsablePassword(user)) {
    if (system.settings.reauthenticateForChanges) await requireRecentLogin(system, principal)
    return
  }
  if (password === undefined) throw invalidFields({ current_password: ['This field is required.'] })
  const isRight = await isCurrentPassword(system, user, password)
  if (!isRight) throw invalidFields({ current_password: ['Current password is incorrect.'] })
}

/** The address, what the user logs in with, and what tokens name the user by. */
function isIdentityChange({ accounts, userIdField }: Settings, user: User, changes: ProfileChanges): boolean {
  const isOther = (name: 'email' | 'username') => changes[name] !== undefined && changes[name] !== user[name]
  const namesUser = accounts === 'username' || userIdField === 'username'
  return isOther('email') || (namesUser && isOther('username'))
}

/**
 * Of an account with a second factor: shown in this session, within `recentLoginMinutes`. A password that a thief knows,
 * and a browser that was trusted a month ago, are not enough. Throws `reauthentication_required`.
 */
export async function requireRecentFactor(
  { settings, secondFactors }: Needs<'settings' | 'secondFactors'>,
  principal: Principal,
): Promise<void> {
  const methods = await secondFactors.methodsOf(principal)
  if (methods.length === 0) return
  const age = principal.claims.acr === 'aal2' ? await principal.authenticationAge() : undefined
  if (age === undefined || age > settings.recentLoginMinutes * 60) throw reauthenticationRequired(settings, methods)
}

/** RFC 9470 section 3: what has to be shown, and how recently. */
export function reauthenticationRequired(
  { recentLoginMinutes }: Pick<Settings, 'recentLoginMinutes'>,
  methods: readonly FactorMethod[],
): AuthError {
  return stepUpRequired({ acr: methods.length > 0 ? 'aal2' : undefined, maxAge: recentLoginMinutes * 60 }, methods)
}

/**
 * A login of this very session, with all its factors. A session that another issuer's token started shows no login of
 * today. Throws `recent_login_required`, which says how this user can log in again, and `reauthentication_required` for an
 * account with a second factor.
 */
export async function requireRecentLogin(
  system: Needs<'settings' | 'linkedProviders' | 'secondFactors'>,
  principal: Principal,
): Promise<void> {
  const { settings, linkedProviders } = system
  const { id, user } = principal
  await requireRecentFactor(system, principal)
  const age = await principal.authenticationAge()
  if (age !== undefined && age <= settings.recentLoginMinutes * 60) return
  const ways = { providers: await linkedProviders(id), has_usable_password: hasUsablePassword(await user()) }
  const detail = problemTable.recent_login_required.title
  throw problem('recent_login_required', { body: { detail, ...ways }, evidence: { userId: id } })
}
