/** Hashes and verifies passwords, off the event loop. */
export interface PasswordHasher {
  /** A hash to store, in Django's format (`argon2$argon2id$v=19$...`). Throws `overloaded` when the queue is full. */
  hash(password: string): Promise<string>
  /**
   * Whether the password matches the hash. For a hash that cannot be verified (unknown format, unusable `!`), it is
   * `false` after the time of a real verification. Throws `overloaded` when the queue is full.
   */
  verify(password: string, stored: string): Promise<boolean>
  /** The same; `in_another_form`: the hash is of the password in a Unicode form that is not written any more. */
  check(password: string, stored: string): Promise<'matches' | 'in_another_form' | 'differs'>
  /** Throws `overloaded` if a hash would be refused at once. It may be refused later all the same. */
  requireRoom(): void
  /** Whether a password can match it: its format is known, and verifying it is affordable. */
  canVerify(stored: string): boolean
  /** Whether `stored` was made with other parameters than `hash` uses now. */
  isOutdated(stored: string): boolean
  /** The same hasher, whose hashes wait in the queue under the caller's name. */
  for(caller: HashCaller): PasswordHasher
  /** A hash of a random password: verified when the user does not exist, so timing gives nothing away (enumeration). */
  readonly decoy: string
  /** Hashes that are running, waiting for a core, and refused so far. */
  readonly load: { readonly running: number; readonly waiting: number; readonly shed: number }
}

/** Who causes a hash. Logins and everything else take turns, and so do subscribers (denial of service). */
export interface HashCaller {
  readonly purpose: 'login' | 'other'
  /** What one client holds, as `subscriberOf` names it; empty where there was no request. */
  readonly subscriber: string
}
