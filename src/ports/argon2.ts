/** Argon2id (RFC 9106), off the event loop. */
export interface Argon2Parameters {
  /** KiB. */
  readonly memory: number
  readonly iterations: number
  readonly parallelism: number
  /** Bytes of the digest. */
  readonly length: number
}

export type Argon2 = (password: string, salt: Uint8Array, parameters: Argon2Parameters) => Promise<Uint8Array>
