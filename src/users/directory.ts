/** Accounts as an operator sees them. Each method is one transaction, and one that changes something writes an audit row. */
import type { Origin } from '../kernel/origin.ts'
import type { Secret } from '../kernel/secret.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { NewMail } from '../mail/outbox.ts'
import type { SavedUser } from './store.ts'
import type { User } from './user.ts'

/** The flags that an operator sets on an account. Absent members stay as they are. */
export interface UserFlags {
  readonly isActive?: boolean
  readonly isStaff?: boolean
  readonly isSuperuser?: boolean
}

/** A page of accounts, ordered by id. */
export interface UserQuery {
  /** Part of an address or user name; case-insensitive. */
  readonly search?: string | undefined
  readonly limit: number
  readonly offset: number
}

/** A password that an operator sets, without the old one. */
export interface PasswordAssignment {
  readonly userId: UserId
  readonly to: Secret
  /** Milliseconds since 1970. */
  readonly now: number
  readonly by?: Origin | undefined
  /** Written into the outbox with the change. */
  readonly mails?: readonly NewMail[] | undefined
}

export type FlagsOutcome =
  | (SavedUser & { readonly changed: readonly (keyof UserFlags)[] })
  | { readonly outcome: 'unchanged'; readonly user: User }
  | { readonly outcome: 'gone' }

/**
 * `by`: who acts, and from where. Times are milliseconds since 1970. Only `flows/admin` calls what changes something:
 * there every action gets its actor, its event and its notice.
 */
export interface UserDirectory {
  hasUsers(): Promise<boolean>
  list(query: UserQuery): Promise<readonly User[]>
  /**
   * Deactivating ends every session of the user in the same transaction; other changes mark the user stale. `unchanged`:
   * the flags are so already, and an inactive account has no session left.
   */
  setFlags(id: UserId, flags: UserFlags, now: number, by?: Origin): Promise<FlagsOutcome>
  /** Sets the password and ends the user's sessions. */
  setPassword(assignment: PasswordAssignment): Promise<'changed' | 'gone'>
  /** Ends every session of the user, and refuses tokens without a session; gives how many sessions ended. */
  endSessions(id: UserId, now: number, by?: Origin): Promise<number | 'gone'>
  /** Without the owner's password: see `delete` of UserStore. */
  delete(id: UserId, now: number, by?: Origin): Promise<'deleted' | 'gone' | 'in_use'>
}
