/** Accounts on their way from and to a file. */
import type { Instant } from '../kernel/instant.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { NewUser, User } from './user.ts'

/** A new row that another database had before, or this one: with its id, dates and memberships. */
export interface ImportedUser extends NewUser {
  readonly lastLogin: Instant | null
  /** Of a new row for which no id is given, where the database gives none: a UUID. */
  readonly newId?: UserId
  /** Those that do not exist yet are created. */
  readonly groups: readonly string[]
  /** Of the user alone, beside those of the groups. */
  readonly permissions: readonly string[]
}

export interface ExportedUser {
  readonly user: User
  readonly groups: readonly string[]
  /** Of the user alone. */
  readonly permissions: readonly string[]
}

/** What tells whether an account is there already. */
export type Identity = Pick<ImportedUser, 'id' | 'email' | 'username'>

/** `exists`: the account of this login name, and of this id if one is given, is there. `taken`: a different account has either. */
export type ImportOutcome =
  | { readonly outcome: 'created' | 'exists'; readonly user: User }
  | { readonly outcome: 'taken'; readonly by: 'id' | 'login'; readonly user: User }
