/**
 * Key material, checked before the platform sees it: what Node's `crypto` says of a key is computed here from its members.
 * Everything that makes a key too weak, or another than it is given for, is refused at once, as `latchkey/verify` does.
 * Whether a point lies on its curve is left to the platform, when the key is imported.
 */
import { decodeBase64url } from '../../kernel/decode.ts'
import type { AlgorithmFacts } from '../../keys/algorithm-table.ts'
import { refuseKey } from '../../keys/faults.ts'
import { checkJwk, type Jwk } from '../../keys/jwk-members.ts'
import { checkBits, checkRsa, namesAsymmetricKey, refuseAsymmetricSecret, refuseBlanks } from '../../keys/key-checks.ts'
import { normalizePem, refuseUnreadableKey } from '../../keys/pem.ts'
import { decodeLenientBase64, encodeBase64url } from './base64.ts'
import { readPublicKeyDer } from './public-key-der.ts'

/** A key as configured: an HMAC secret as text, a public key as PEM, or a JWK. */
export type WebKeyMaterial = string | Jwk

/** `weak-while-adopting`: a secret that Django signs with may be short. It has no effect on public keys. */
export type SecretStrength = 'strong' | 'weak-while-adopting'

/** The members that make a public key what it is (RFC 7638 section 3.2). */
export type PublicJwk = { kty: string } & Partial<Record<'crv' | 'n' | 'e' | 'x' | 'y', string>>

/** What `importKey` takes. A public key has the members that make it what it is, and no others. */
export type CheckedMaterial =
  | { readonly format: 'raw'; readonly secret: Uint8Array<ArrayBuffer> }
  | { readonly format: 'jwk'; readonly jwk: PublicJwk; readonly signatureLength: number | undefined }

/** Throws KeyringError. */
export function checkMaterial(
  material: WebKeyMaterial,
  algorithm: AlgorithmFacts,
  strength: SecretStrength,
): CheckedMaterial {
  if (algorithm.keyType === 'secret') return { format: 'raw', secret: readSecret(material, algorithm, strength) }
  const jwk = readPublicJwk(material, algorithm)
  if (algorithm.keyType === 'rsa') return checkRsaKey(jwk, algorithm)
  const { kty, crv = '' } = jwk
  if (algorithm.keyType === 'ed25519') {
    if (decodeBase64url(jwk.x ?? '')?.length !== 32) refuseMembers()
    return { format: 'jwk', jwk: { kty, crv, x: jwk.x ?? '' }, signatureLength: 64 }
  }
  const [x, y] = [atWidth(jwk.x, algorithm.width), atWidth(jwk.y, algorithm.width)]
  return { format: 'jwk', jwk: { kty, crv, x, y }, signatureLength: 2 * algorithm.width }
}

function readSecret(material: WebKeyMaterial, algorithm: AlgorithmFacts, strength: SecretStrength) {
  // UTF-8, as Django encodes SECRET_KEY.
  const secret = typeof material === 'string' ? new TextEncoder().encode(material) : secretOfJwk(material, algorithm)
  if (looksLikePublicKey(secret)) refuseAsymmetricSecret(algorithm)
  if (typeof material === 'string') refuseBlanks(material)
  if (strength === 'strong') checkBits(8 * secret.length, algorithm)
  // No platform imports an HMAC key without a bit.
  if (secret.length === 0) refuseKey('the secret is empty', 'generate one')
  return secret
}

function secretOfJwk(jwk: Jwk, algorithm: AlgorithmFacts): Uint8Array<ArrayBuffer> {
  checkJwk(jwk, algorithm, 'verify')
  return decodeBase64url(jwk.k ?? '') ?? new Uint8Array()
}

/** In any format: a verifier that takes a public key as a secret lets anyone sign (CVE-2022-29217). */
function looksLikePublicKey(secret: Uint8Array): boolean {
  let text = ''
  for (const byte of secret) text += String.fromCharCode(byte)
  const forms = [decodeLenientBase64(text), secret]
  return namesAsymmetricKey(text) || forms.some(form => form !== undefined && readPublicKeyDer(form) !== undefined)
}

function readPublicJwk(material: WebKeyMaterial, algorithm: AlgorithmFacts): Jwk {
  const jwk = typeof material === 'string' ? jwkOfPem(material, algorithm) : material
  if (typeof material !== 'string') checkJwk(jwk, algorithm, 'verify')
  else if (jwk.kty !== algorithm.kty || jwk.crv !== algorithm.crv) {
    const seen = [jwk.kty, jwk.crv].filter(Boolean).join(' ')
    refuseKey(
      `the key is of type ${seen}`,
      `${algorithm.name} needs ${[algorithm.kty, algorithm.crv].filter(Boolean).join(' ')}`,
    )
  }
  if (jwk.d !== undefined) refusePrivateKey()
  return jwk
}

function jwkOfPem(text: string, { name }: AlgorithmFacts): Jwk {
  const pem = normalizePem(text).trim()
  const [, label = '', body = ''] =
    /^-----BEGIN ([A-Z0-9 ]+)-----\n([A-Za-z0-9+/=\n]+)\n-----END \1-----$/.exec(pem) ?? []
  if (label.endsWith('PRIVATE KEY') && !label.includes('ENCRYPTED') && !body.includes('ENCRYPTED')) refusePrivateKey()
  if (label === 'CERTIFICATE') {
    refuseKey('a certificate is given', 'take the public key out of it: openssl x509 -in cert.pem -pubkey -noout')
  }
  const der = label === 'PUBLIC KEY' || label === 'RSA PUBLIC KEY' ? decodeLenientBase64(body) : undefined
  const key = der && readPublicKeyDer(der)
  if (key === undefined) refuseUnreadableKey(text, name)
  return 'jwk' in key ? key.jwk : refuseKey(`the key is of type ${key.other}`, `use one that is made for ${name}`)
}

function refusePrivateKey(): never {
  return refuseKey('a private key is given where a public one is enough', 'keep it in the service that signs')
}

function checkRsaKey({ n, e }: Jwk, algorithm: AlgorithmFacts): CheckedMaterial {
  const [modulus, exponent] = [withoutZeros(n), withoutZeros(e)]
  const bits = modulus === undefined ? 0 : 8 * (modulus.length - 1) + (32 - Math.clz32(modulus[0] ?? 0))
  if (modulus === undefined || exponent === undefined) return refuseMembers()
  checkBits(bits, algorithm)
  checkRsa({ exponent: numberOf(exponent), modulus: numberOf(modulus) })
  const jwk = { kty: 'RSA', n: encodeBase64url(modulus), e: encodeBase64url(exponent) }
  return { format: 'jwk', jwk, signatureLength: algorithm.scheme === 'pss' ? modulus.length : undefined }
}

/** A number of a JWK has no leading zeros (RFC 7518 section 2); some programs write the one of DER. */
function withoutZeros(text: string | undefined): Uint8Array | undefined {
  const bytes = text === undefined ? undefined : decodeBase64url(text)
  const first = bytes?.findIndex(byte => byte !== 0) ?? -1
  return first < 0 ? undefined : bytes?.subarray(first)
}

/** A coordinate has the width of its curve (RFC 7518 section 6.2.1.2); some programs leave out its leading zeros. */
function atWidth(text: string | undefined, width: number): string {
  const bytes = text === undefined ? undefined : decodeBase64url(text)
  if (bytes === undefined || bytes.length > width) return refuseMembers()
  const whole = new Uint8Array(width)
  whole.set(bytes, width - bytes.length)
  return encodeBase64url(whole)
}

function refuseMembers(): never {
  return refuseKey('the JWK is not a key', 'its members are inconsistent; export it again')
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')}`)
}
