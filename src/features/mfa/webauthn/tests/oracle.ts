/** @simplewebauthn/server, asked the same question. It is not shipped: only these tests know it. */
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { encodeBase64url } from '../../../../kernel/bytes.ts'
import type { ExpectedCeremony } from '../ceremony.ts'
import { coseAlgorithms } from '../cose.ts'
import type { Asserted, Registered } from './authenticator.ts'

/** A passkey as the oracle stores it: the key as COSE. */
export interface OracleCredential {
  readonly id: string
  readonly publicKey: Uint8Array<ArrayBuffer>
  readonly counter: number
}

/** The stored passkey, or the words of the refusal. */
export async function oracleRegisters(
  expected: ExpectedCeremony,
  { clientDataJSON, attestationObject }: Registered,
): Promise<OracleCredential | string> {
  const id = encodeBase64url('of no interest')
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      ...forOracle(expected),
      supportedAlgorithmIDs: [...coseAlgorithms],
      response: {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) },
      },
    })
    return verified ? registrationInfo.credential : 'not verified'
  } catch (error) {
    return String(error)
  }
}

/** Whether it accepts, or the words of the refusal. */
export async function oracleAsserts(
  expected: ExpectedCeremony,
  credential: OracleCredential,
  { clientDataJSON, authenticatorData, signature }: Asserted,
): Promise<true | string> {
  try {
    const { verified } = await verifyAuthenticationResponse({
      ...forOracle(expected),
      credential,
      response: {
        id: credential.id,
        rawId: credential.id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: text(clientDataJSON),
          authenticatorData: text(authenticatorData),
          signature: text(signature),
        },
      },
    })
    return verified || 'not verified'
  } catch (error) {
    return String(error)
  }
}

function forOracle({ challenge, origins, rpId, requireUserVerification }: ExpectedCeremony) {
  const expectedChallenge = encodeBase64url(challenge)
  return { expectedChallenge, expectedOrigin: [...origins], expectedRPID: rpId, requireUserVerification }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
