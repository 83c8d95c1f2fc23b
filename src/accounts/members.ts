/**
 * The members of an account, in one table: endpoints, claims, the flags and prompts of the command line and its JSON
 * all read it. A key is the name on the wire, in a form, in a claim and as a flag (`first_name`, `--first_name`).
 */
import type { ProfileChanges } from '../users/store.ts'
import { fullName, type User } from '../users/user.ts'
import type { Members } from './account-model.ts'
import { text } from './text.ts'

type Profile = Omit<ProfileChanges, 'fields'>

interface AccountMember {
  readonly read: (user: User) => unknown
  /** The property that it sets. Absent where users cannot set it themselves: flags, dates, ids (mass assignment). */
  readonly sets?: keyof Profile
}

export const accountMembers = {
  id: { read: user => user.id },
  username: { read: user => user.username, sets: 'username' },
  email: { read: user => user.email, sets: 'email' },
  first_name: { read: user => user.firstName, sets: 'firstName' },
  last_name: { read: user => user.lastName, sets: 'lastName' },
  full_name: { read: fullName },
  is_active: { read: user => user.isActive },
  is_staff: { read: user => user.isStaff },
  is_superuser: { read: user => user.isSuperuser },
  date_joined: { read: user => user.dateJoined },
  last_login: { read: user => user.lastLogin },
} as const satisfies Readonly<Record<string, AccountMember>>

type Table = typeof accountMembers
export type MemberName = keyof Table
/** Members that users set themselves. */
export type EditableMember = { [Name in MemberName]: Table[Name] extends { sets: string } ? Name : never }[MemberName]

/** In characters. Django's two account models differ in the address. */
export const maxLengths = {
  username: 150,
  first_name: 150,
  last_name: 150,
  email: { email: 255, username: 254 },
} as const satisfies Readonly<Record<EditableMember, unknown>>

/** What operators are shown of an account, and what an export has of it. */
export const recordedMembers = [
  'id',
  'username',
  'email',
  'first_name',
  'last_name',
  'is_active',
  'is_staff',
  'is_superuser',
  'date_joined',
  'last_login',
] as const

/** These members of the user, by their names on the wire. */
export function showMembers<Name extends MemberName>(
  user: User,
  names: readonly Name[],
): { readonly [Each in Name]: ReturnType<Table[Each]['read']> } {
  const shown = names.map(name => [name, accountMembers[name].read(user)] as const)
  return Object.fromEntries(shown) as { readonly [Each in Name]: ReturnType<Table[Each]['read']> }
}

/** What these members set. All others are ignored, whatever a body holds (mass assignment). */
export function readMembers(members: Members): Profile {
  const rows: readonly (readonly [string, AccountMember])[] = Object.entries(accountMembers)
  const set = rows.flatMap(([name, { sets }]) =>
    sets === undefined || members[name] === undefined ? [] : [[sets, text(members[name])] as const],
  )
  return Object.fromEntries(set)
}

/** User names are stored in NFKC, so that two spellings of one name cannot be two accounts. */
export function withNormalizedUsername(profile: Profile): Profile {
  const { username } = profile
  return username === undefined ? profile : { ...profile, username: username.normalize('NFKC') }
}
