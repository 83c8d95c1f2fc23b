/**
 * Counts failed logins of each account, over all addresses, endpoints and spellings of its name (brute force). An
 * address from which the account has logged in before has a separate count, so that failures elsewhere cannot lock the
 * user out (account lockout). Known addresses hang on the user, not on the name: a name can have belonged to another user before.
 * Keys are digests; neither names nor mistyped passwords are stored.
 */
import type { UserId } from '../kernel/user-id.ts'

/** One attempt to log in with a password. */
export interface LoginAttempt {
  /** Digest of the account's name, whether the account exists or not. */
  readonly account: string
  /** What was typed as the login name. The store finds the account whose known addresses count. */
  readonly login: string
  /** Digest of the account's name and the client's address: the key of the count of a known address. `undefined` where the address is unknown. */
  readonly address: string | undefined
  /** Digest of the client's address alone: what an account knows. */
  readonly place: string | undefined
  /** How many failures cause no delay. */
  readonly allowance: number
  /** The same for an address from which the account has logged in before. */
  readonly knownAllowance: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Whether another attempt is allowed, and when to come back if not. `subject` names it when it is released. */
export type Reservation =
  /** The attempt counts as failed until `release` or `succeed`; `subject` is the key of its count. */
  { readonly outcome: 'reserved'; readonly subject: string } | { readonly outcome: 'refused'; readonly waitMs: number }

/** Counts failed logins for each account. `reserve` counts before the password is checked, so that parallel guesses count. */
export interface LoginAttempts {
  /** Counts and decides in one step, before hashing, so that parallel requests get no extra tries (race condition). */
  reserve(attempt: LoginAttempt): Promise<Reservation>
  /** The password was not checked after all: the server was busy. */
  release(subject: string): Promise<void>
  /** The password was right: resets the count, and the address is known from now on. */
  succeed(subject: string, attempt: LoginAttempt, userId: UserId): Promise<void>
  /** Records that the user logged in from this address. */
  know(attempt: LoginAttempt, userId: UserId): Promise<void>
}
