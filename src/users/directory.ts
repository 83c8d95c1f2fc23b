/** Accounts as an operator sees them. Every verb is one transaction, and one that changes something has an audit row. */
import type { Origin } from '../kernel/origin.ts'
import type { Secret } from '../kernel/secret.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { SavedUser } from './store.ts'
import type { User } from './user.ts'

/** What an operator decides of an account. Absent members stay as they are. */
export interface UserFlags {
  readonly isActive?: boolean
  readonly isStaff?: boolean
  readonly isSuperuser?: boolean
}

/** A page of accounts, in the order of their ids. */
export interface UserQuery {
  /** Part of an address or of a user name, in any case. */
  readonly search?: string | undefined
  readonly limit: number
  readonly offset: number
}

/** `by`: who decided it, and from where. Times are milliseconds since 1970. */
export interface UserDirectory {
  hasUsers(): Promise<boolean>
  list(query: UserQuery): Promise<readonly User[]>
  /** A user who is deactivated loses every session in the same transaction; other changes mark the user stale. */
  setFlags(id: UserId, flags: UserFlags, now: number, by?: Origin): Promise<SavedUser | { readonly outcome: 'gone' }>
  /** A new password without the old one; ends the user's sessions. */
  setPassword(id: UserId, to: Secret, now: number, by?: Origin): Promise<'changed' | 'gone'>
  /** Without the owner's password: see `delete` of UserStore. */
  delete(id: UserId, now: number, by?: Origin): Promise<'deleted' | 'gone' | 'in_use'>
}
