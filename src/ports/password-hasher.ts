/** Hashes and verifies passwords, off the event loop. */
export interface PasswordHasher {
  /** A hash to store, in Django's format (`argon2$argon2id$v=19$...`). Throws `overloaded` when the queue is full. */
  hash(password: string): Promise<string>
  /**
   * Whether the password matches the hash. For a hash that cannot be verified (unknown format, unusable `!`), it is
   * `false` after the time of a real verification. Throws `overloaded` when the queue is full.
   */
  verify(password: string, stored: string): Promise<boolean>
  /** Whether `stored` was made with other parameters than `hash` uses now. */
  isOutdated(stored: string): boolean
  /** A hash of a random password: verified when the user does not exist, so timing gives nothing away (enumeration). */
  readonly decoy: string
  /** Hashes that are running, waiting for a core, and refused so far. */
  readonly load: { readonly running: number; readonly waiting: number; readonly shed: number }
}
