/** What the options of both ceremonies have in common (WebAuthn Level 3 section 5.1.9 and 5.1.10, as JSON). */
import { encodeBase64url } from '../../../kernel/bytes.ts'
import type { Random } from '../../../ports/random.ts'

/** A passkey that an account has. */
export interface KnownPasskey {
  readonly id: Uint8Array
  readonly transports: readonly string[]
}

export interface CredentialDescriptorJSON {
  readonly type: 'public-key'
  /** base64url. */
  readonly id: string
  readonly transports?: readonly string[]
}

/** How long a browser waits for the person: the default that section 15.1 recommends. */
export const ceremonyTimeoutMs = 300_000

/** Twice the 16 bytes of section 13.4.3. */
export function newChallenge(random: Random): Uint8Array {
  return random.bytes(32)
}

export function describePasskey({ id, transports }: KnownPasskey): CredentialDescriptorJSON {
  return { type: 'public-key', id: encodeBase64url(id), ...(transports.length > 0 ? { transports } : {}) }
}
