/** What a stored hash is, whatever made it: each format reads its own text into this. */
import type { Argon2 } from '../../ports/argon2.ts'
import type { Bcrypt } from '../../ports/bcrypt.ts'

export interface StoredHash {
  /** Django's name of the hasher. */
  readonly algorithm: string
  /** The cost parameters as text: two hashes of one algorithm with equal costs take equal time. */
  readonly costs: string
  /** What a verification takes, in rounds of PBKDF2-HMAC-SHA256: near enough to make up for a cheaper hash. */
  readonly work: number
  /** Whether the salt has the 128 bits that Django asks for; `false` has it hashed anew at the next login. */
  readonly isWellSalted: boolean
  matches(password: string): Promise<boolean>
}

/** What formats compute with beside Node's own crypto. */
export interface HashPrimitives {
  readonly argon2: Argon2
  readonly bcrypt: Bcrypt
}

/** `undefined` when the text is something else, or asks for more than a server should spend on one password. */
export type ReadHash = (stored: string, primitives: HashPrimitives) => StoredHash | undefined

/** Makes the text to store. `salt` is 22 letters and digits. */
export type MakeHash = (password: string, salt: string) => Promise<string>

/** Django's rule: letters and digits are counted with 5.95 bits each, and 128 are wanted. */
export function isLongSalt(salt: string): boolean {
  return salt.length * Math.log2(62) >= 128
}
