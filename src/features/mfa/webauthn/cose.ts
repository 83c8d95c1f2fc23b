/**
 * A public key as authenticators write it (COSE_Key, RFC 9052 section 7, RFC 9053, RFC 8230) becomes a key of Node.
 * Three algorithms and no more: with these every authenticator there is can serve (WebAuthn Level 3 section 5.8.5).
 * WebAuthn Level 3 section 6.5.1.1 allows no members but those that make up the key, so any other is refused.
 *
 * Stored is the key as SPKI (DER), not as COSE: every check below is made once, at registration; at sign-in there is
 * no CBOR to read, and any tool can read what is in the database. The algorithm stands beside it.
 */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { encodeBase64url } from '../../../kernel/bytes.ts'
import { hasRocaFingerprint } from '../../../keys/roca.ts'
import { asCborMap, type CborMap, type CborValue } from './cbor.ts'
import { bigEndian, isEd25519Point, isOnP256 } from './curves.ts'
import { refuse } from './refusal.ts'

/** ES256, EdDSA with Ed25519, RS256: their numbers in the COSE registry. */
export type CoseAlgorithm = -7 | -8 | -257

/** In the order in which we prefer them. */
export const coseAlgorithms: readonly CoseAlgorithm[] = [-7, -8, -257]

export interface PasskeyKey {
  readonly algorithm: CoseAlgorithm
  readonly key: KeyObject
}

/** Labels of a COSE_Key. -1 to -3 mean something else for each type of key. */
const label = { type: 1, algorithm: 3, first: -1, second: -2, third: -3 }

interface Row {
  /** `kty` in COSE. */
  readonly type: number
  /** `crv` in COSE; RSA has none. */
  readonly curve?: number
  readonly labels: readonly number[]
  toJwk(map: CborMap): JsonWebKey
}

const rows: Readonly<Record<CoseAlgorithm, Row>> = {
  [-7]: { type: 2, curve: 1, labels: [1, 3, -1, -2, -3], toJwk: p256Key },
  [-8]: { type: 1, curve: 6, labels: [1, 3, -1, -2], toJwk: ed25519Key },
  [-257]: { type: 3, labels: [1, 3, -1, -2], toJwk: rsaKey },
}

/** Refuses what is no key, or no sound one. */
export function readCoseKey(value: CborValue): PasskeyKey {
  const map = asCborMap(value) ?? refuse('malformed', 'a COSE key that is no map')
  const algorithm = readAlgorithm(map.get(label.algorithm))
  const row = rows[algorithm]
  if (map.get(label.type) !== row.type) refuse('malformed', 'a COSE key of another type than its algorithm')
  if (map.size !== row.labels.length || !row.labels.every(each => map.has(each))) {
    refuse('malformed', 'a COSE key with other members than its type has')
  }
  if (row.curve !== undefined && map.get(label.first) !== row.curve) {
    refuse('unsupported_algorithm', 'a COSE key on another curve')
  }
  return { algorithm, key: importKey(row.toJwk(map)) }
}

export function toStoredKey(key: KeyObject): Uint8Array {
  return Uint8Array.from(key.export({ type: 'spki', format: 'der' }))
}

/** The stored key again. It has to be of the type that the stored algorithm has (algorithm confusion). */
export function fromStoredKey(spki: Uint8Array, algorithm: CoseAlgorithm): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' })
    if (isOfAlgorithm(key, algorithm)) return key
  } catch {
    // Said below.
  }
  return refuse('bad_stored_key', 'the stored key is none, or not of its algorithm')
}

function isOfAlgorithm({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, algorithm: CoseAlgorithm): boolean {
  if (algorithm === -7) return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
  if (algorithm === -8) return asymmetricKeyType === 'ed25519'
  return algorithm === -257 && asymmetricKeyType === 'rsa'
}

function readAlgorithm(value: CborValue | undefined): CoseAlgorithm {
  const known = coseAlgorithms.find(each => each === value)
  return known ?? refuse('unsupported_algorithm', 'a COSE key of another algorithm')
}

/** Both coordinates: a compressed point, which has a boolean for y, is not allowed (section 5.8.5). */
function p256Key(map: CborMap): JsonWebKey {
  const x = bytesOf(map, label.second, 32)
  const y = bytesOf(map, label.third, 32)
  if (!isOnP256(x, y)) refuse('key_off_curve', 'a key that is no point of P-256')
  return { kty: 'EC', crv: 'P-256', x: encodeBase64url(x), y: encodeBase64url(y) }
}

function ed25519Key(map: CborMap): JsonWebKey {
  const x = bytesOf(map, label.second, 32)
  if (!isEd25519Point(x)) refuse('key_off_curve', 'a key that is no point of Ed25519, or one of small order')
  return { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(x) }
}

/**
 * From 2048 bits (too short can be factored) to 4096 (longer ones cost us time at each sign-in). The exponent is 65537
 * wherever there are real keys; small ones and long ones are refused. TPMs once made moduli that can be factored (ROCA).
 */
function rsaKey(map: CborMap): JsonWebKey {
  const n = bytesOf(map, label.first)
  const e = bytesOf(map, label.second)
  // The shortest form, without leading zeros (RFC 8230 section 4).
  if (!n[0] || !e[0]) refuse('malformed', 'an RSA key that is not in its shortest form')
  const modulus = n.length > 512 ? 0n : bigEndian(n)
  const bits = modulus.toString(2).length
  if (bits < 2048 || bits > 4096) refuse('weak_key', 'an RSA key shorter than 2048 or longer than 4096 bits')
  const exponent = e.length > 4 ? 0n : bigEndian(e)
  if (exponent < 65_537n || exponent % 2n === 0n)
    refuse('weak_key', 'an RSA key with an exponent that real keys do not have')
  if (modulus % 2n === 0n || hasRocaFingerprint(modulus)) refuse('weak_key', 'an RSA key that can be factored')
  return { kty: 'RSA', n: encodeBase64url(n), e: encodeBase64url(e) }
}

function bytesOf(map: CborMap, name: number, length?: number): Uint8Array {
  const value = map.get(name)
  if (!(value instanceof Uint8Array)) return refuse('malformed', 'a COSE key without its numbers')
  return length === undefined || value.length === length
    ? value
    : refuse('malformed', 'a COSE key with a coordinate of another length')
}

function importKey(jwk: JsonWebKey): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    return refuse('malformed', 'a COSE key that OpenSSL refuses')
  }
}
