/** `PublicKeyCredentialCreationOptionsJSON` (WebAuthn Level 3 section 5.1.9): what a browser is told to register. */
import { encodeBase64url } from '../../../kernel/bytes.ts'
import type { Random } from '../../../ports/random.ts'
import { type CoseAlgorithm, coseAlgorithms } from './cose.ts'
import { type CredentialDescriptorJSON, ceremonyTimeoutMs, describePasskey, type KnownPasskey } from './options.ts'

export interface CreationRequest {
  readonly challenge: Uint8Array
  readonly rp: { readonly id: string; readonly name: string }
  readonly user: {
    /** Of `newUserHandle`, the same for all passkeys of the account. */
    readonly handle: Uint8Array
    /** What tells accounts apart for their owner: the address or user name. */
    readonly name: string
    readonly displayName: string
  }
  /** What the account has already: no authenticator registers twice. */
  readonly existing: readonly KnownPasskey[]
  /** How long the browser waits, in milliseconds; five minutes if it is not given. */
  readonly timeoutMs?: number | undefined
}

export interface CreationOptionsJSON {
  readonly rp: { readonly id: string; readonly name: string }
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly challenge: string
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: CoseAlgorithm }[]
  readonly timeout: number
  readonly excludeCredentials: readonly CredentialDescriptorJSON[]
  readonly authenticatorSelection: {
    readonly residentKey: 'required'
    readonly requireResidentKey: true
    readonly userVerification: 'required'
  }
  readonly attestation: 'none'
}

/** A handle says nothing of the account: authenticators give it away before they have verified a user (section 14.6.1). */
export function newUserHandle(random: Random): Uint8Array {
  return random.bytes(32)
}

export function creationOptions({ challenge, rp, user, existing, timeoutMs }: CreationRequest): CreationOptionsJSON {
  return {
    rp: { id: rp.id, name: rp.name },
    user: { id: encodeBase64url(user.handle), name: user.name, displayName: user.displayName },
    challenge: encodeBase64url(challenge),
    pubKeyCredParams: coseAlgorithms.map(alg => ({ type: 'public-key', alg })),
    timeout: timeoutMs ?? ceremonyTimeoutMs,
    excludeCredentials: existing.map(describePasskey),
    // The second is what Level 1 had for the first: older browsers know it alone.
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  }
}
