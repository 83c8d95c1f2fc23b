/**
 * Asks for the current password again, or for a recent login where there is none, before a change that outlives a
 * session: a stolen access token, or a browser left open, must not become the account (account takeover).
 */
import { invalidFields, problem, problemTable } from '../problems.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import type { Principal } from '../users/principal.ts'
import type { ProfileChanges } from '../users/store.ts'
import type { User } from '../users/user.ts'
import type { AttemptParts } from './attempt-login.ts'
import { isCurrentPassword } from './change-password.ts'
import { hasUsablePassword } from './user-status.ts'

type Parts = Needs<'hasher' | 'events' | 'sessions' | 'linkedProviders'> & AttemptParts

/** Throws `invalid`, `recent_login_required`, `throttled`, `overloaded`; nothing where the settings ask for no proof. */
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
 * Of a user without a password: a login of this very session, by a provider. A session that another issuer's token
 * started shows no login of today. Throws `recent_login_required`, which says how this user can log in again.
 */
export async function requireRecentLogin(
  { settings, sessions, clock, linkedProviders }: Needs<'settings' | 'sessions' | 'clock' | 'linkedProviders'>,
  { id, sid, user }: Principal,
): Promise<void> {
  const session = sid === undefined ? undefined : await sessions.find(sid)
  const isLive = session?.userId === id && session.endedAt === null && session.factors[0] !== 'adopted'
  // Either way: how long ago a login was that lies in the future, no one knows.
  const age = Math.abs(clock.now() - (session?.startedAt ?? 0))
  if (isLive && age <= settings.recentLoginMinutes * 60_000) return
  const ways = { providers: await linkedProviders(id), has_usable_password: hasUsablePassword(await user()) }
  const detail = problemTable.recent_login_required.title
  throw problem('recent_login_required', { body: { detail, ...ways }, evidence: { userId: id } })
}
