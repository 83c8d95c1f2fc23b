/**
 * Attestation objects (WebAuthn Level 3 section 6.5.4). We ask for conveyance `none` (section 5.4.7), so a browser sends
 * no statement, or the passkey's own signature (section 8.2, self attestation). The statement of a manufacturer, which
 * some software sends all the same, is neither trusted nor checked: we keep no list of roots, and would not refuse a
 * person for a model. It changes nothing, so it need not be valid either.
 */
import { asCborMap, type CborMap, type CborValue, decodeCbor } from './cbor.ts'
import type { PasskeyKey } from './cose.ts'
import { refuse } from './refusal.ts'
import { isSignedBy } from './signature.ts'

export interface AttestationObject {
  readonly format: string
  /** A map; of a compound attestation a list. */
  readonly statement: CborValue
  readonly authenticatorData: Uint8Array
}

/** Members that we do not know are ignored. */
export function readAttestationObject(bytes: Uint8Array): AttestationObject {
  const map = asCborMap(decodeCbor(bytes, 'wide')) ?? refuse('malformed', 'an attestation object that is no map')
  const format = map.get('fmt')
  const statement = map.get('attStmt')
  const authenticatorData = map.get('authData')
  if (typeof format !== 'string') return refuse('malformed', 'an attestation object without a format')
  if (typeof statement !== 'object' || statement === null || statement instanceof Uint8Array) {
    return refuse('malformed', 'an attestation object without a statement')
  }
  if (!(authenticatorData instanceof Uint8Array)) return refuse('malformed', 'an attestation object without its data')
  return { format, statement, authenticatorData }
}

/** What can be checked without trusting a manufacturer. `signed`: authenticator data and the hash of the client data. */
export function checkStatement({ format, statement }: AttestationObject, key: PasskeyKey, signed: Uint8Array): void {
  const members = asCborMap(statement)
  // Section 8.7.
  if (format === 'none' && members?.size !== 0) refuse('malformed', 'an attestation statement of the format none')
  if (format !== 'packed') return
  if (members === undefined) refuse('malformed', 'a packed attestation statement that is no map')
  if (!members.has('x5c')) checkSelfAttestation(members, key, signed)
}

/** Section 8.2, without `x5c`: signed by the new key itself. */
function checkSelfAttestation(statement: CborMap, key: PasskeyKey, signed: Uint8Array): void {
  if (statement.get('alg') !== key.algorithm)
    refuse('malformed', 'a self attestation of another algorithm than its key')
  const signature = statement.get('sig')
  if (!(signature instanceof Uint8Array)) refuse('malformed', 'a self attestation without a signature')
  if (!isSignedBy(key, signed, signature)) refuse('bad_signature', 'a self attestation that its key did not sign')
}
