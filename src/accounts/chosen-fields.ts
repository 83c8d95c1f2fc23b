/** Accounts as an endpoint's own choice of fields shows and changes them: members, and the application's user fields. */
import type { FieldsShape } from '../fields/read-fields.ts'
import type { Settings } from '../settings/settings.ts'
import type { ProfileChanges } from '../users/store.ts'
import type { User } from '../users/user.ts'
import type { Members } from './account-model.ts'
import { accountMembers, type MemberName, readMembers, withNormalizedUsername } from './members.ts'
import { userFieldsOf } from './user-fields.ts'
import { readOwn } from './with-user-fields.ts'

/** The user as these fields show one. Write-only fields (passwords) are left out. */
export function showFields(user: User, shape: FieldsShape): Members {
  const shown = Object.entries(shape).filter(([, { rules }]) => !rules.writeOnly)
  return Object.fromEntries(shown.map(([name]) => [name, memberOf(user, name)]))
}

function memberOf(user: User, name: string): unknown {
  return isMember(name) ? accountMembers[name].read(user) : (user.fields[name] ?? null)
}

function isMember(name: string): name is MemberName {
  return Object.hasOwn(accountMembers, name)
}

/** What the values of these fields change. Flags, passwords and dates are ignored (mass assignment). */
export function readChanges(settings: Pick<Settings, 'userFields'>, members: Members): ProfileChanges {
  const own = userFieldsOf(settings)
  const profile = withNormalizedUsername(readMembers(members))
  return own === undefined ? profile : { ...profile, fields: readOwn(own, members) }
}
