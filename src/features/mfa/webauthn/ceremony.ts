/** What registration and assertion share (WebAuthn Level 3 section 7). */
import { createHash } from 'node:crypto'

export interface ExpectedCeremony {
  /** Ours, at least 16 bytes. */
  readonly challenge: Uint8Array
  /** Such as `https://example.com`, compared exactly. */
  readonly origins: readonly string[]
  /** The domain that passkeys are for, such as `example.com`. */
  readonly rpId: string
  readonly requireUserVerification: boolean
}

/** What an authenticator signs: its data, then the hash of the client data (sections 6.3.3 and 6.5.5). */
export function signedBytes(authenticatorData: Uint8Array, clientDataJSON: Uint8Array): Uint8Array {
  return Buffer.concat([authenticatorData, createHash('sha256').update(clientDataJSON).digest()])
}
