/** Accounts as an operator sees them. Each method is one transaction, and one that changes something writes an audit row. */
import type { Origin } from '../kernel/origin.ts'
import type { Secret } from '../kernel/secret.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { NewMail } from '../mail/outbox.ts'
import type { ProfileChanges, SavedUser } from './store.ts'
import type { ExportedUser, Identity, ImportedUser, ImportOutcome } from './transfer.ts'
import type { User } from './user.ts'
import type { UserPage, UserQuery } from './user-list.ts'

/** The flags that an operator sets on an account. Absent members stay as they are. */
export interface UserFlags {
  readonly isActive?: boolean
  readonly isStaff?: boolean
  readonly isSuperuser?: boolean
}

/** What an operator changes of an account at once: its data and its flags. */
export interface AccountChanges extends ProfileChanges {
  readonly flags?: UserFlags
  /** Refuses what would leave no active superuser: `last_superuser`. */
  readonly keepsSuperuser?: true
}

/** How an operator deletes an account. */
export interface DeletionOptions {
  /** Refuses to delete the last active superuser: `last_superuser`. */
  readonly keepsSuperuser?: true
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

export type ChangeOutcome =
  | (SavedUser & { readonly changed: readonly string[] })
  | { readonly outcome: 'unchanged'; readonly user: User }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'duplicate' }
  | { readonly outcome: 'last_superuser' }

/**
 * `in_use`: a foreign key in the application's tables refers to the account. `last_owner`: an organization would be left
 * without an owner.
 */
export type DeletionOutcome = 'deleted' | 'gone' | 'in_use' | 'last_superuser' | 'last_owner'

/**
 * `by`: who acts, and from where. Times are milliseconds since 1970. Only `flows/admin` calls what changes something:
 * there every action gets its actor, its event and its notice.
 */
export interface UserDirectory {
  hasUsers(): Promise<boolean>
  /**
   * A page of accounts, in bounded time however many there are: it looks at a bounded number of rows, in slices between which
   * the process serves others. Throws the problem `invalid_cursor`, and RangeError for a limit out of bounds.
   */
  list(query: UserQuery): Promise<UserPage>
  /**
   * Deactivating ends every session of the user in the same transaction; other changes mark the user stale. `unchanged`:
   * the flags are so already, and an inactive account has no session left.
   */
  setFlags(id: UserId, flags: UserFlags, now: number, by?: Origin): Promise<FlagsOutcome>
  /** Sets the password and ends the user's sessions. */
  setPassword(assignment: PasswordAssignment): Promise<'changed' | 'gone'>
  /** The token with this id opens the account for a new password, and none that was made before. */
  openPasswordLink(id: UserId, jti: string, now: number, by?: Origin): Promise<'opened' | 'gone'>
  /** Ends every session of the user, and refuses tokens without a session; gives how many sessions ended. */
  endSessions(id: UserId, now: number, by?: Origin): Promise<number | 'gone'>
  /** Without the owner's password: see `delete` of UserStore. */
  delete(id: UserId, now: number, by?: Origin, options?: DeletionOptions): Promise<DeletionOutcome>
  /**
   * As `update` of UserStore and `setFlags`, in one transaction and with one row of old and new values. `duplicate`: the
   * login name is taken. `last_superuser`: see AccountChanges. Neither changes anything.
   */
  change(
    id: UserId,
    changes: AccountChanges,
    now: number,
    by?: Origin,
    mails?: readonly NewMail[],
  ): Promise<ChangeOutcome>
  /** Creates the accounts that are new; the outcomes are in the order of the accounts. Ids that are given are kept. */
  import(users: readonly ImportedUser[], now: number, by?: Origin): Promise<readonly ImportOutcome[]>
  /** The accounts that an import would find in the way; `undefined`: none. */
  findHolders(users: readonly Identity[]): Promise<readonly (ImportOutcome | undefined)[]>
  /** At most so many accounts after this one, in the order of their ids. */
  export(after: UserId | undefined, limit: number): Promise<readonly ExportedUser[]>
}
