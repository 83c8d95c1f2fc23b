/** The source of unguessable values. Passed in, so that tests can repeat them. */
export interface Random {
  /** Bytes from a cryptographically secure source. */
  bytes(count: number): Uint8Array
  /** A version 4 UUID as 32 lower-case hex digits without dashes: SimpleJWT's `jti`. */
  uuidHex(): string
}
