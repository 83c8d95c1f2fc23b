/**
 * Public keys in DER as JWKs: SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7; RFC 3279, 5480 and 8410 for its algorithms)
 * and RSAPublicKey (RFC 8017 appendix A.1.1). From there on a key is checked and imported as any JWK is.
 */
import type { Jwk } from '../../keys/jwk-members.ts'
import { encodeBase64url } from './base64.ts'
import { derTags, readSequence } from './der.ts'

/** What a public key in DER is: a JWK, or a key that none of our algorithms can use. */
export type PublicKeyOfDer = { readonly jwk: Jwk } | { readonly other: string }

/** `undefined`: no public key. */
export function readPublicKeyDer(der: Uint8Array): PublicKeyOfDer | undefined {
  const [first, second, ...others] = readSequence(der) ?? []
  if (first === undefined || second === undefined || others.length > 0) return undefined
  if (first.tag === derTags.integer && second.tag === derTags.integer) return rsaKey(der)
  if (first.tag !== derTags.sequence || second.tag !== derTags.bitString) return undefined
  // Keys fill whole bytes: no bit of the last one is unused.
  if (second.content[0] !== 0) return undefined
  return keyOf(readAlgorithm(first.content), second.content.subarray(1))
}

interface KeyAlgorithm {
  /** As hexadecimal digits. */
  readonly oid: string
  /** Of a named curve. */
  readonly curve: string
}

function readAlgorithm(content: Uint8Array): KeyAlgorithm {
  const sequence = Uint8Array.of(derTags.sequence, content.length, ...content)
  const [oid, parameters] = content.length < 0x80 ? (readSequence(sequence) ?? []) : []
  return {
    oid: oid?.tag === derTags.oid ? hexOf(oid.content) : '',
    curve: parameters?.tag === derTags.oid ? hexOf(parameters.content) : '',
  }
}

const oids = {
  rsa: '2a864886f70d010101',
  rsaPss: '2a864886f70d01010a',
  ec: '2a8648ce3d0201',
  ed25519: '2b6570',
} as const

const curves: ReadonlyMap<string, { readonly crv: string; readonly width: number }> = new Map([
  ['2a8648ce3d030107', { crv: 'P-256', width: 32 }],
  ['2b81040022', { crv: 'P-384', width: 48 }],
  ['2b81040023', { crv: 'P-521', width: 66 }],
])

function keyOf({ oid, curve }: KeyAlgorithm, bits: Uint8Array): PublicKeyOfDer | undefined {
  if (oid === oids.rsa) return rsaKey(bits)
  if (oid === oids.ec) return ecKey(curve, bits)
  if (oid === oids.ed25519)
    return bits.length === 32 ? { jwk: { kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(bits) } } : undefined
  return oid === '' ? undefined : { other: oid === oids.rsaPss ? 'rsa-pss' : 'another kind' }
}

function rsaKey(der: Uint8Array): PublicKeyOfDer | undefined {
  const [modulus, exponent, ...others] = readSequence(der) ?? []
  if (modulus?.tag !== derTags.integer || exponent?.tag !== derTags.integer || others.length > 0) return undefined
  return { jwk: { kty: 'RSA', n: encodeBase64url(modulus.content), e: encodeBase64url(exponent.content) } }
}

/** Uncompressed points (SEC 1 section 2.3.3), which is how keys are written. */
function ecKey(curve: string, point: Uint8Array): PublicKeyOfDer | undefined {
  const found = curves.get(curve)
  if (found === undefined) return { other: 'ec of another curve' }
  const { crv, width } = found
  if (point[0] !== 4) return { other: 'ec with a compressed point' }
  if (point.length !== 1 + 2 * width) return undefined
  const [x, y] = [point.subarray(1, 1 + width), point.subarray(1 + width)]
  return { jwk: { kty: 'EC', crv, x: encodeBase64url(x), y: encodeBase64url(y) } }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
