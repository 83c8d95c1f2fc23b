/**
 * Signing in with a passkey (WebAuthn Level 3 section 7.2): whether an answer of `navigator.credentials.get()` is to our
 * challenge, from our page, and signed by the stored key. That the challenge is ours and is spent, and that the passkey
 * is of the account that is meant (`userHandle`), is the caller's to check.
 */
import { checkAuthenticatorData, readAuthenticatorData } from './authenticator-data.ts'
import { type ExpectedCeremony, signedBytes } from './ceremony.ts'
import { checkClientData } from './client-data.ts'
import { type CoseAlgorithm, fromStoredKey } from './cose.ts'
import { orRefused, type PasskeyRefused, refuse } from './refusal.ts'
import { isSignedBy } from './signature.ts'

/** What was stored at registration, with the counter of the last use. */
export interface StoredPasskey {
  readonly publicKey: Uint8Array
  readonly algorithm: CoseAlgorithm
  readonly counter: number
  readonly isBackupEligible: boolean
}

export interface ExpectedAssertion extends ExpectedCeremony {
  readonly credential: StoredPasskey
}

export interface GivenAssertion {
  readonly clientDataJSON: Uint8Array
  readonly authenticatorData: Uint8Array
  readonly signature: Uint8Array
}

export interface VerifiedAssertion {
  readonly outcome: 'verified'
  /** To be stored; where it is stale, the greater of both stays. */
  readonly counter: number
  readonly isUserVerified: boolean
  /** To be stored. */
  readonly isBackedUp: boolean
  /** The counter did not grow: the authenticator may have been cloned (section 6.1.1). Up to the caller. */
  readonly isCounterStale: boolean
}

export function verifyAssertion(
  expected: ExpectedAssertion,
  given: GivenAssertion,
): VerifiedAssertion | PasskeyRefused {
  return orRefused(() => checkAssertion(expected, given))
}

function checkAssertion(expected: ExpectedAssertion, given: GivenAssertion): VerifiedAssertion {
  const { challenge, origins, credential } = expected
  const { algorithm } = credential
  checkClientData(given.clientDataJSON, { type: 'webauthn.get', challenge, origins })
  const data = readAuthenticatorData(given.authenticatorData)
  checkAuthenticatorData(data, expected)
  const key = fromStoredKey(credential.publicKey, algorithm)
  const signed = signedBytes(given.authenticatorData, given.clientDataJSON)
  if (!isSignedBy({ algorithm, key }, signed, given.signature)) refuse('bad_signature', 'another key signed it')
  // After the signature: only the passkey itself can be in contradiction with what it said.
  if (data.isBackupEligible !== credential.isBackupEligible) {
    refuse('backup_eligibility_changed', 'a passkey that can be copied now and could not before, or the reverse')
  }
  const { counter, isUserVerified, isBackedUp } = data
  return { outcome: 'verified', counter, isUserVerified, isBackedUp, isCounterStale: isStale(counter, credential) }
}

/** Section 7.2: it has to grow, unless both are 0. */
function isStale(counter: number, stored: StoredPasskey): boolean {
  return stored.counter !== 0 && counter <= stored.counter
}
