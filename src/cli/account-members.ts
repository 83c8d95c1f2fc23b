/** How commands take the members of an account: as flags (`--first_name Ada`), and how `--json` shows them. */
import { type EditableMember, readMembers, showMembers } from '../accounts/members.ts'
import type { User } from '../users/user.ts'

/** The flags of every command that creates an account. */
export const memberOptions = {
  email: { type: 'string' },
  username: { type: 'string' },
  first_name: { type: 'string' },
  last_name: { type: 'string' },
} as const satisfies Readonly<Record<EditableMember, object>>

export const memberHelp = [
  ['--email, --username', 'what the account logs in with'],
  ['--first_name, --last_name', 'names, if the account model has them'],
] as const

/** What a command knows about the account that it creates. */
export interface AccountDetails {
  readonly username: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
}

/** From answers or flags, by the names of members; what is absent is blank. */
export function accountDetails(given: Readonly<Record<string, unknown>>): AccountDetails {
  return { username: '', email: '', firstName: '', lastName: '', ...readMembers(given) }
}

/** For scripts: everything but the hash. */
export function accountJson(user: User) {
  const names = ['id', 'username', 'email', 'first_name', 'last_name'] as const
  const flags = ['is_active', 'is_staff', 'is_superuser', 'date_joined', 'last_login'] as const
  return { ...showMembers(user, [...names, ...flags]), ...user.fields, password: passwordKind(user.password.reveal()) }
}

/** The hasher that made the hash. Nothing else of a hash is ever printed. */
function passwordKind(stored: string): string {
  if (stored.startsWith('!')) return 'unusable'
  return /^[a-z0-9_]+(?=\$)/.exec(stored)?.[0] ?? 'unknown'
}
