/** Argon2 (RFC 9106), version 1.3, off the event loop. */
export interface Argon2Parameters {
  /** Default: argon2id. Django 3.1 and older used `argon2i`. */
  readonly variant?: Argon2Variant
  /** KiB. */
  readonly memory: number
  readonly iterations: number
  readonly parallelism: number
  /** Bytes of the digest. */
  readonly length: number
}

export type Argon2Variant = 'argon2id' | 'argon2i' | 'argon2d'

export type Argon2 = (password: string, salt: Uint8Array, parameters: Argon2Parameters) => Promise<Uint8Array>
