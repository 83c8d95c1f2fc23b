/**
 * Stores users: for logins, and for changes that owners make to their account. directory.ts is the port for operators.
 * Every method is one transaction, and every check that could race is made inside it.
 */
import type { Instant } from '../kernel/instant.ts'
import type { Origin } from '../kernel/origin.ts'
import type { Secret } from '../kernel/secret.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { AttachedMail, NewMail } from '../mail/outbox.ts'
import type { PresentedToken } from '../tokens/presented-token.ts'
import type { NewUser, User } from './user.ts'
import type { UserFieldValues } from './user-fields.ts'

/** A change of the profile. Absent members stay unchanged. */
export interface ProfileChanges {
  readonly email?: string
  readonly username?: string
  readonly firstName?: string
  readonly lastName?: string
  /** The application's fields that change. */
  readonly fields?: UserFieldValues
}

export interface PasswordChange {
  readonly userId: UserId
  /** The hash that the old password was verified against. If it has changed since: `superseded`. */
  readonly from: Secret
  readonly to: Secret
  /** Milliseconds since 1970. */
  readonly now: number
  /** The session that stays, if `keepCurrentSession` is set. */
  readonly exceptSid?: string | undefined
  readonly origin?: Origin | undefined
  /** A token from a mail replaces the old password. The same transaction spends it and verifies the address. */
  readonly byMail?: { readonly token: PresentedToken; readonly email: string } | undefined
  /** Written to the outbox in the same transaction. */
  readonly mails?: readonly NewMail[] | undefined
}

/** A token that was sent to an address has been presented. */
export interface EmailVerification {
  readonly userId: UserId
  /** The address that the token was sent to. If it has changed since: `superseded`. */
  readonly email: string
  readonly spends: PresentedToken
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
}

export interface EmailChange {
  readonly userId: UserId
  /** Address and hash of the account when the change was requested. If either has changed since: `superseded`. */
  readonly from: string
  readonly provenBy: Secret
  readonly to: string
  readonly spends: PresentedToken
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
  readonly mails: readonly NewMail[]
}

/** The old address takes a change back. */
export interface EmailRevert {
  /** The token of the mail to the old address. The change left a row with its id, which is used up. */
  readonly spends: PresentedToken
  /** A stored hash that no password matches. */
  readonly unusable: Secret
  /** With a link for a new password, to the restored address. */
  readonly mail: AttachedMail
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
}

export type EmailRevertOutcome =
  | { readonly outcome: 'reverted'; readonly userId: UserId }
  | { readonly outcome: 'superseded' | 'duplicate' }

/** An owner's own decision; an operator's is a verb of the directory. */
export interface UserDeletion {
  readonly userId: UserId
  /** The hash that the password was verified against. If it has changed since: `superseded`. */
  readonly provenBy: Secret
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
}

export type SavedUser = { readonly outcome: 'saved'; readonly user: User }

/** `changed`: the names of what is another value now. */
export type ChangedUser = SavedUser & { readonly changed: readonly string[] }

export interface UserStore {
  findById(id: UserId): Promise<User | undefined>
  /** Looks up a login name by the account model's rule: folded or exact address, or exact user name. */
  findByLogin(login: string): Promise<User | undefined>
  /** `duplicate`: the login name is taken, even by a simultaneous registration. */
  create(user: NewUser, by?: Origin, mail?: AttachedMail): Promise<SavedUser | { readonly outcome: 'duplicate' }>
  /**
   * A new address is unverified. Marks the user stale: tokens with the old data are checked against the row. It has an audit
   * row unless nothing is another value.
   */
  update(
    id: UserId,
    changes: ProfileChanges,
    now: number,
    origin?: Origin,
    mails?: readonly NewMail[],
  ): Promise<ChangedUser | { readonly outcome: 'duplicate' } | { readonly outcome: 'gone' }>
  /** Sets the hash, ends the user's sessions and refuses tokens without a session, in one transaction. */
  changePassword(change: PasswordChange): Promise<'changed' | 'superseded'>
  /** `spent`: the token was used before. */
  verifyEmail(verification: EmailVerification): Promise<'verified' | 'superseded' | 'spent'>
  /**
   * Frees an address that is unproven, ends all ways into its account, and deactivates it, unless the account can be
   * given an earlier address back.
   */
  disown(request: EmailVerification): Promise<'closed' | 'superseded' | 'spent'>
  /** Moves the account to an address that was proven. `duplicate`: another account logs in with it. */
  changeEmail(
    change: EmailChange,
  ): Promise<{ readonly outcome: 'changed' | 'superseded' | 'spent' } | { readonly outcome: 'duplicate' }>
  /** Restores the address and ends all ways into the account. `duplicate`: another account has proven the address. */
  revertEmail(revert: EmailRevert): Promise<EmailRevertOutcome>
  /** Replaces a hash that is right but made with old parameters; does nothing when it changed in between. */
  upgradePassword(id: UserId, from: Secret, to: Secret): Promise<void>
  recordLogin(id: UserId, at: Instant): Promise<void>
  /**
   * Ends the user's sessions and deletes the row; its id is never reused. `superseded`: the password has changed since.
   * `in_use`: a foreign key in the application's tables refers to the row. `last_owner`: an
   * organization would be left without an owner.
   */
  delete(deletion: UserDeletion): Promise<'deleted' | 'superseded' | 'gone' | 'in_use' | 'last_owner'>
}
