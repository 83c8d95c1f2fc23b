/**
 * Where failed logins are counted, for each account over all addresses, doors and spellings of its name. An address
 * from which the account has logged in before has a count of its own: whoever fails on purpose elsewhere locks
 * nobody out. Subjects are digests; no name and no mistyped password is kept.
 */

/** One password that somebody wants to try. */
export interface LoginAttempt {
  /** Digest of the account's name, whether there is such an account or not. */
  readonly account: string
  /** Digest of the account's name and the client's address. */
  readonly address: string
  /** Failures that cost nothing. */
  readonly allowance: number
  /** The same for an address that the account has logged in from. */
  readonly knownAllowance: number
  /** Milliseconds since 1970. */
  readonly now: number
}

export type Reservation =
  /** The attempt counts as failed until somebody says otherwise; `subject` is where it was counted. */
  { readonly outcome: 'reserved'; readonly subject: string } | { readonly outcome: 'refused'; readonly waitMs: number }

export interface LoginAttempts {
  /** Counts and judges in one step, before the password is hashed: fifty in parallel get no fifty tries. */
  reserve(attempt: LoginAttempt): Promise<Reservation>
  /** The password was not judged after all: the server was busy. */
  release(subject: string): Promise<void>
  /** The password was right: its count begins anew, and the address is known from now on. */
  succeed(subject: string, attempt: LoginAttempt): Promise<void>
  /** The account was opened from this address. */
  know(attempt: LoginAttempt): Promise<void>
}
