/**
 * Registering a passkey (WebAuthn Level 3 section 7.1): whether an answer of `navigator.credentials.create()` is to our
 * challenge, from our page, and has a key that we can use. That the challenge is ours and is spent, and that no account
 * has the credential yet, is the caller's to check.
 */
import { equalBytes } from '../../../kernel/bytes.ts'
import { checkStatement, readAttestationObject } from './attestation.ts'
import { checkAuthenticatorData, readAuthenticatorData } from './authenticator-data.ts'
import { type ExpectedCeremony, signedBytes } from './ceremony.ts'
import { checkClientData } from './client-data.ts'
import { type CoseAlgorithm, readCoseKey, toStoredKey } from './cose.ts'
import { orRefused, type PasskeyRefused, refuse } from './refusal.ts'
import { readTransports } from './transports.ts'

export interface GivenRegistration {
  readonly clientDataJSON: Uint8Array
  readonly attestationObject: Uint8Array
  readonly transports?: readonly string[] | undefined
  /** The id beside them in the JSON. If there is one, it has to be that of the passkey. */
  readonly id?: Uint8Array | undefined
}

/** What to store of a passkey. */
export interface NewPasskey {
  readonly id: Uint8Array
  /** SPKI in DER: see cose.ts. */
  readonly publicKey: Uint8Array
  readonly algorithm: CoseAlgorithm
  readonly counter: number
  readonly isUserVerified: boolean
  /** Whether it can be on several devices. `verifyAssertion` holds it to that. */
  readonly isBackupEligible: boolean
  readonly isBackedUp: boolean
  /** The model, as a UUID; zeros where it does not say. Not attested: for a name in a list, never for a decision. */
  readonly aaguid: string
  readonly transports: readonly string[]
}

export interface VerifiedRegistration {
  readonly outcome: 'verified'
  readonly credential: NewPasskey
}

export function verifyRegistration(
  expected: ExpectedCeremony,
  given: GivenRegistration,
): VerifiedRegistration | PasskeyRefused {
  return orRefused(() => ({ outcome: 'verified', credential: checkRegistration(expected, given) }))
}

function checkRegistration(expected: ExpectedCeremony, given: GivenRegistration): NewPasskey {
  const { challenge, origins } = expected
  checkClientData(given.clientDataJSON, { type: 'webauthn.create', challenge, origins })
  const object = readAttestationObject(given.attestationObject)
  const data = readAuthenticatorData(object.authenticatorData)
  checkAuthenticatorData(data, expected)
  const { attested } = data
  if (attested === undefined) return refuse('malformed', 'a registration without a credential')
  if (given.id !== undefined && !equalBytes(given.id, attested.id)) {
    return refuse('wrong_credential_id', 'another credential id beside the registration than in it')
  }
  const key = readCoseKey(attested.publicKey)
  checkStatement(object, key, signedBytes(object.authenticatorData, given.clientDataJSON))
  return {
    id: attested.id,
    publicKey: toStoredKey(key.key),
    algorithm: key.algorithm,
    counter: data.counter,
    isUserVerified: data.isUserVerified,
    isBackupEligible: data.isBackupEligible,
    isBackedUp: data.isBackedUp,
    aaguid: attested.aaguid,
    transports: readTransports(given.transports),
  }
}
