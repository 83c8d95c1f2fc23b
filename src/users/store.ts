/** Where users are kept. Every verb is one transaction; what must not race is decided inside it. */
import type { Instant } from '../kernel/instant.ts'
import type { Secret } from '../kernel/secret.ts'
import type { Origin } from '../sessions/store.ts'
import type { NewUser, User, UserId } from './user.ts'

/** A change of someone's own data. Absent members stay as they are. */
export interface ProfileChanges {
  readonly email?: string
  readonly username?: string
  readonly firstName?: string
  readonly lastName?: string
}

export interface PasswordChange {
  readonly userId: UserId
  /** The hash that the caller proved to know. Somebody else's change in between wins: `superseded`. */
  readonly from: Secret
  readonly to: Secret
  /** Milliseconds since 1970. */
  readonly now: number
  /** The one session that lives on, where `keepCurrentSession` is set. */
  readonly spare?: string | undefined
  readonly origin?: Origin | undefined
}

export type SavedUser = { readonly outcome: 'saved'; readonly user: User }

export interface UserStore {
  findById(id: UserId): Promise<User | undefined>
  /** Looks a login name up as the account model compares it: folded or exact address, or exact user name. */
  findByLogin(login: string): Promise<User | undefined>
  /** `duplicate`: the login name is taken, also when two ask at once. */
  create(user: NewUser, origin?: Origin): Promise<SavedUser | { readonly outcome: 'duplicate' }>
  /** Changes the row and marks the user stale, so that tokens which quote the old data are judged by the new. */
  update(
    id: UserId,
    changes: ProfileChanges,
    now: number,
    origin?: Origin,
  ): Promise<SavedUser | { readonly outcome: 'duplicate' } | { readonly outcome: 'gone' }>
  /** Sets the hash and ends the user's sessions, tokens without a session too, in one transaction. */
  changePassword(change: PasswordChange): Promise<'changed' | 'superseded'>
  /** Replaces a hash that is right but made with old parameters; does nothing when it changed in between. */
  upgradePassword(id: UserId, from: Secret, to: Secret): Promise<void>
  recordLogin(id: UserId, at: Instant): Promise<void>
}
