/** `PublicKeyCredentialRequestOptionsJSON` (WebAuthn Level 3 section 5.1.10): what a browser is told to sign in with. */
import { encodeBase64url } from '../../../kernel/bytes.ts'
import { type CredentialDescriptorJSON, ceremonyTimeoutMs, describePasskey, type KnownPasskey } from './options.ts'

export interface AssertionRequest {
  readonly challenge: Uint8Array
  readonly rpId: string
  /**
   * The passkeys of the account, as a second factor. Empty where it is not known yet who signs in: a list would tell
   * strangers which accounts have passkeys (section 14.6.2).
   */
  readonly allowed: readonly KnownPasskey[]
  /** How long the browser waits, in milliseconds; five minutes if it is not given. */
  readonly timeoutMs?: number | undefined
}

export interface RequestOptionsJSON {
  readonly challenge: string
  readonly timeout: number
  readonly rpId: string
  readonly allowCredentials: readonly CredentialDescriptorJSON[]
  readonly userVerification: 'required'
}

export function requestOptions({ challenge, rpId, allowed, timeoutMs }: AssertionRequest): RequestOptionsJSON {
  return {
    challenge: encodeBase64url(challenge),
    timeout: timeoutMs ?? ceremonyTimeoutMs,
    rpId,
    allowCredentials: allowed.map(describePasskey),
    userVerification: 'required',
  }
}
