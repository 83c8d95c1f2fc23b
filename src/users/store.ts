/**
 * Where users are kept, for logging in and for what owners do with their own account; directory.ts has what operators
 * do. Every verb is one transaction; what must not race is decided inside it.
 */
import type { Instant } from '../kernel/instant.ts'
import type { Origin } from '../kernel/origin.ts'
import type { Secret } from '../kernel/secret.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { AttachedMail, NewMail } from '../mail/outbox.ts'
import type { PresentedToken } from '../tokens/presented-token.ts'
import type { NewUser, User } from './user.ts'
import type { UserFieldValues } from './user-fields.ts'

/** A change of an owner's profile. Absent members stay as they are. */
export interface ProfileChanges {
  readonly email?: string
  readonly username?: string
  readonly firstName?: string
  readonly lastName?: string
  /** Those of the application's own fields that change. */
  readonly fields?: UserFieldValues
}

export interface PasswordChange {
  readonly userId: UserId
  /** The hash that the caller proved to know. Another change in between wins: `superseded`. */
  readonly from: Secret
  readonly to: Secret
  /** Milliseconds since 1970. */
  readonly now: number
  /** The one session that lives on, where `keepCurrentSession` is set. */
  readonly exceptSid?: string | undefined
  readonly origin?: Origin | undefined
  /** A token from a mailbox stands for the old password: it is spent, and the address verified, with the change. */
  readonly byMail?: { readonly token: PresentedToken; readonly email: string } | undefined
  /** Written into the outbox with the change. */
  readonly mails?: readonly NewMail[] | undefined
}

/** A token that was sent to an address came back from there. */
export interface EmailVerification {
  readonly userId: UserId
  /** The address that the token was sent to. Another one since: `superseded`. */
  readonly email: string
  readonly spends: PresentedToken
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
}

export interface EmailChange {
  readonly userId: UserId
  /** The address and the hash that the account had when the change was asked for. Others since: `superseded`. */
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
  /** The hash that the caller proved to know. Another one since: `superseded`. */
  readonly provenBy: Secret
  /** Milliseconds since 1970. */
  readonly now: number
  readonly origin?: Origin | undefined
}

export type SavedUser = { readonly outcome: 'saved'; readonly user: User }

export interface UserStore {
  findById(id: UserId): Promise<User | undefined>
  /** Looks a login name up as the account model compares it: folded or exact address, or exact user name. */
  findByLogin(login: string): Promise<User | undefined>
  /** `duplicate`: the login name is taken, also when two ask at once. */
  create(user: NewUser, by?: Origin, mail?: AttachedMail): Promise<SavedUser | { readonly outcome: 'duplicate' }>
  /** A new address is not verified. Marks the user stale: tokens that quote the old data are checked against the new. */
  update(
    id: UserId,
    changes: ProfileChanges,
    now: number,
    origin?: Origin,
    mails?: readonly NewMail[],
  ): Promise<SavedUser | { readonly outcome: 'duplicate' } | { readonly outcome: 'gone' }>
  /** Sets the hash and ends the user's sessions, tokens without a session too, in one transaction. */
  changePassword(change: PasswordChange): Promise<'changed' | 'superseded'>
  /** `spent`: the token was used before. */
  verifyEmail(verification: EmailVerification): Promise<'verified' | 'superseded' | 'spent'>
  /** Deactivates an account whose address is unproven, ends all ways into it, and frees the address. */
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
   * Ends the user's sessions and takes the row away; its id is never given again. `superseded`: the password changed since.
   * `in_use`: a foreign key of the application's tables holds on to the row.
   */
  delete(deletion: UserDeletion): Promise<'deleted' | 'superseded' | 'gone' | 'in_use'>
}
