/** The members of an account by their names on the wire, for endpoints that choose their own. */

import type { FieldsShape } from '../fields/read-fields.ts'
import type { Settings } from '../settings/settings.ts'
import type { ProfileChanges } from '../users/store.ts'
import { fullName, type User } from '../users/user.ts'
import type { Members } from './account-model.ts'
import { text } from './text.ts'
import { userFieldsOf } from './user-fields.ts'
import { readOwn } from './with-user-fields.ts'

const builtIn = {
  id: user => user.id,
  username: user => user.username,
  email: user => user.email,
  first_name: user => user.firstName,
  last_name: user => user.lastName,
  full_name: fullName,
  is_active: user => user.isActive,
  is_staff: user => user.isStaff,
  is_superuser: user => user.isSuperuser,
  date_joined: user => user.dateJoined,
  last_login: user => user.lastLogin,
} as const satisfies Readonly<Record<string, (user: User) => unknown>>

/** The user as these fields show one. What only goes in (passwords) is left out, whatever its name. */
export function showMembers(user: User, shape: FieldsShape): Members {
  const shown = Object.entries(shape).filter(([, { rules }]) => !rules.writeOnly)
  return Object.fromEntries(shown.map(([name]) => [name, memberOf(user, name)]))
}

function memberOf(user: User, name: string): unknown {
  const read: ((user: User) => unknown) | undefined = isBuiltIn(name) ? builtIn[name] : undefined
  return read === undefined ? (user.fields[name] ?? null) : read(user)
}

function isBuiltIn(name: string): name is keyof typeof builtIn {
  return Object.hasOwn(builtIn, name)
}

/** What these members change. Flags, passwords and dates are not among what anybody says of themselves. */
export function changesOf(settings: Pick<Settings, 'userFields'>, members: Members): ProfileChanges {
  const own = userFieldsOf(settings)
  const { username, email, first_name, last_name } = members
  return {
    ...(username === undefined ? {} : { username: text(username).normalize('NFKC') }),
    ...(email === undefined ? {} : { email: text(email) }),
    ...(first_name === undefined ? {} : { firstName: text(first_name) }),
    ...(last_name === undefined ? {} : { lastName: text(last_name) }),
    ...(own === undefined ? {} : { fields: readOwn(own, members) }),
  }
}
