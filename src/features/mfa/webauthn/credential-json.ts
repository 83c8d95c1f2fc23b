/**
 * What a browser sends, as JSON: `RegistrationResponseJSON` and `AuthenticationResponseJSON` (WebAuthn Level 3 section
 * 5.1). Reads the form and checks nothing else. Members that we do not use are ignored: `authenticatorAttachment`,
 * `clientExtensionResults`, and the copies of what stands in `attestationObject`, which nothing signs.
 */

import { decodeBase64url } from '../../../kernel/decode.ts'
import { orRefused, type PasskeyRefused, refuse } from './refusal.ts'
import { readTransports } from './transports.ts'

export interface RegistrationResponse {
  readonly outcome: 'read'
  readonly id: Uint8Array
  readonly clientDataJSON: Uint8Array
  readonly attestationObject: Uint8Array
  readonly transports: readonly string[]
}

export interface AuthenticationResponse {
  readonly outcome: 'read'
  /** By which the stored passkey is found. */
  readonly id: Uint8Array
  readonly clientDataJSON: Uint8Array
  readonly authenticatorData: Uint8Array
  readonly signature: Uint8Array
  /** Whose passkey it says it is. Always there where the request named no passkeys. Nothing signs it. */
  readonly userHandle: Uint8Array | undefined
}

type Members = Readonly<Record<string, unknown>>

/** The most bytes of each: an attestation can hold a chain of certificates, a signature is an RSA one of 4096 bits. */
const most = {
  id: 1023,
  clientDataJSON: 8192,
  attestationObject: 65_536,
  authenticatorData: 4096,
  signature: 512,
  userHandle: 64,
}

export function readRegistrationResponse(value: unknown): RegistrationResponse | PasskeyRefused {
  return orRefused(() => {
    const { id, response } = readCredential(value)
    return {
      outcome: 'read',
      id,
      clientDataJSON: readBytes(response, 'clientDataJSON'),
      attestationObject: readBytes(response, 'attestationObject'),
      transports: readTransports(response.transports),
    }
  })
}

export function readAuthenticationResponse(value: unknown): AuthenticationResponse | PasskeyRefused {
  return orRefused(() => {
    const { id, response } = readCredential(value)
    const { userHandle } = response
    return {
      outcome: 'read',
      id,
      clientDataJSON: readBytes(response, 'clientDataJSON'),
      authenticatorData: readBytes(response, 'authenticatorData'),
      signature: readBytes(response, 'signature'),
      // A null is what the browser's own object has; its JSON leaves the member out.
      userHandle: userHandle === undefined || userHandle === null ? undefined : readBytes(response, 'userHandle'),
    }
  })
}

function readCredential(value: unknown): { readonly id: Uint8Array; readonly response: Members } {
  const credential = readMembers(value)
  if (credential.type !== 'public-key') refuse('malformed', 'a credential that is no public key')
  if (credential.id !== credential.rawId) refuse('malformed', 'a credential with two ids')
  return { id: readBytes(credential, 'id'), response: readMembers(credential.response) }
}

function readMembers(value: unknown): Members {
  if (typeof value !== 'object' || value === null) return refuse('malformed', 'a credential that is no JSON object')
  return value as Members
}

/** Never empty. The length of the text is looked at first, before anything is decoded. */
function readBytes(members: Members, name: keyof typeof most): Uint8Array {
  const text = Object.hasOwn(members, name) ? members[name] : undefined
  const longest = Math.ceil((most[name] * 4) / 3)
  if (typeof text !== 'string' || text === '' || text.length > longest) {
    return refuse('malformed', `a credential without its ${name}, or with one of a length that there is not`)
  }
  return decodeBase64url(text) ?? refuse('malformed', `a ${name} that is not base64url`)
}
