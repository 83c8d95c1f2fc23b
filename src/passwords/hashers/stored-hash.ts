/** A parsed password hash, the same for every format. */
import type { Argon2 } from '../../ports/argon2.ts'
import type { Bcrypt } from '../../ports/bcrypt.ts'

export interface StoredHash {
  /** Django's name for the hasher. */
  readonly algorithm: string
  /** The cost parameters as text: hashes of one algorithm with equal costs take equal time. */
  readonly costs: string
  /** The work of a verification in rounds of PBKDF2-HMAC-SHA256, an estimate used to top up a cheaper hash. */
  readonly work: number
  /** Whether the salt has the 128 bits that Django requires; if not, the next login replaces the hash. */
  readonly isWellSalted: boolean
  matches(password: string): Promise<boolean>
}

/** The primitives that Node's crypto lacks. */
export interface HashPrimitives {
  readonly argon2: Argon2
  readonly bcrypt: Bcrypt
}

/** `undefined` when the text has another format, or costs more than a server should spend on one password. */
export type ReadHash = (stored: string, primitives: HashPrimitives) => StoredHash | undefined

/** Returns the text to store. `salt` is 22 letters and digits. */
export type MakeHash = (password: string, salt: string) => Promise<string>

/** Django's rule: a letter or digit counts 5.95 bits, and 128 are required. */
export function isLongSalt(salt: string): boolean {
  return salt.length * Math.log2(62) >= 128
}
