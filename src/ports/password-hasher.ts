/** Turns passwords into hashes and judges them, off the event loop. */
export interface PasswordHasher {
  /** A hash to store, in Django's format (`argon2$argon2id$v=19$...`). Throws `overloaded` when the queue is full. */
  hash(password: string): Promise<string>
  /**
   * Whether the password is the one that was hashed. A hash that nobody can read (unknown format, unusable `!`) is
   * `false` after the time of a real verification. Throws `overloaded` when the queue is full.
   */
  verify(password: string, stored: string): Promise<boolean>
  /** Whether `stored` was made with other parameters than `hash` uses now. */
  isOutdated(stored: string): boolean
  /** A real hash of a password that nobody knows: what a login verifies against when there is no such user. */
  readonly decoy: string
  /** Hashes that run now, that wait for a core, and that were turned away so far. */
  readonly load: { readonly running: number; readonly waiting: number; readonly shed: number }
}
