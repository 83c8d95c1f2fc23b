/**
 * One validated key: it fits its algorithm, is long enough, and is of the type it claims. From here on `algorithm` is
 * part of the key, and a token's header cannot choose another (algorithm confusion, RFC 8725 section 3.1).
 */
import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { encodeBase64url } from '../kernel/bytes.ts'
import type { Algorithm, Signer, Verifier } from './algorithms.ts'
import { refuseKey } from './faults.ts'
import { importJwk, type Jwk, type KeyUse } from './jwk.ts'
import type { KeyObjectLike } from './key-object.ts'
import { isNodeKey, toNodeKey } from './node-key.ts'
import { normalizePem, refuseUnreadableKey } from './pem.ts'
import { hasRocaFingerprint } from './roca.ts'

/** A key as configured: an HMAC secret as text, PEM, a JWK, or Node's KeyObject. */
export type KeyMaterial = string | Jwk | KeyObjectLike

/** `weak-while-adopting`: a secret that Django signs with may be short. It has no effect on key pairs. */
export type SecretStrength = 'strong' | 'weak-while-adopting'

export interface VerifyingKey {
  /** `undefined` for a single key without a kid. */
  readonly kid: string | undefined
  readonly algorithm: Algorithm
  readonly verifyingKey: KeyObjectLike
  /** The header of tokens that this key signs, as an object and as the first part of the token. */
  readonly header: Readonly<Record<string, unknown>>
  readonly headerText: string
  readonly verify: Verifier
}

export interface SigningKey extends VerifyingKey {
  readonly signingKey: KeyObjectLike
  readonly sign: Signer
}

/** A key that verifies. */
export function createVerifyingKey(
  material: KeyMaterial,
  algorithm: Algorithm,
  kid: string | undefined,
  strength: SecretStrength = 'strong',
): VerifyingKey {
  const verifyingKey = readKey(material, algorithm, 'verify', strength)
  const verify = algorithm.verifierOf(verifyingKey)
  return Object.freeze({ kid, algorithm, verifyingKey, verify, ...headerOf(algorithm, kid) })
}

/** A key that signs; the public half is derived from the private one. */
export function createSigningKey(
  material: KeyMaterial,
  algorithm: Algorithm,
  kid: string | undefined,
  strength: SecretStrength = 'strong',
): SigningKey {
  const signingKey = readKey(material, algorithm, 'sign', strength)
  const verifyingKey = signingKey.type === 'private' ? createPublicKey(signingKey) : signingKey
  const [sign, verify] = [algorithm.signerOf(signingKey), algorithm.verifierOf(verifyingKey)]
  return Object.freeze({ kid, algorithm, signingKey, verifyingKey, sign, verify, ...headerOf(algorithm, kid) })
}

/** Recognizes public keys in any format: a verifier that takes one as a secret lets anyone sign (CVE-2022-29217). */
export function looksLikeAsymmetricKey(text: string): boolean {
  return (
    /-{2,}\s*BEGIN|ssh-(rsa|dss|ed25519)|ecdsa-sha2-/i.test(text) ||
    /"kty"\s*:\s*"(RSA|EC|OKP)"/.test(text) ||
    [Buffer.from(text, 'base64'), Buffer.from(text, 'latin1')].some(isDer)
  )
}

/** Members in alphabetical order, as SimpleJWT writes them. */
function headerOf({ name }: Algorithm, kid: string | undefined): Pick<VerifyingKey, 'header' | 'headerText'> {
  const header = kid === undefined ? { alg: name, typ: 'JWT' } : { alg: name, kid, typ: 'JWT' }
  return { header: Object.freeze(header), headerText: encodeBase64url(JSON.stringify(header)) }
}

function readKey(material: KeyMaterial, algorithm: Algorithm, use: KeyUse, strength: SecretStrength): KeyObject {
  const key = algorithm.keyType === 'secret' ? readSecret(material, algorithm, use) : readPair(material, algorithm, use)
  if (key.type !== 'secret' || strength === 'strong') checkStrength(key, algorithm)
  return key
}

function readSecret(material: KeyMaterial, algorithm: Algorithm, use: KeyUse): KeyObject {
  const key = secretFrom(material, algorithm, use)
  if (key.type !== 'secret' || looksLikeAsymmetricKey(key.export().toString('latin1'))) {
    refuseKey(
      `an asymmetric key is given as the secret of ${algorithm.name}`,
      'anyone with the public half could sign; set the algorithm that the key is made for, or use a random secret',
    )
  }
  // Programs that share a secret differ in whether the blanks around it are a part of it.
  if (typeof material === 'string' && material.trim() !== material) {
    refuseKey(
      'the secret has a line break or blanks around it, which another program may not take for a part of it',
      'remove them; files are read with a line break at their end',
    )
  }
  return key
}

function secretFrom(material: KeyMaterial, algorithm: Algorithm, use: KeyUse): KeyObject {
  // UTF-8, as Django encodes SECRET_KEY.
  return typeof material === 'string' ? createSecretKey(material, 'utf8') : importKey(material, algorithm, use)
}

function readPair(material: KeyMaterial, algorithm: Algorithm, use: KeyUse): KeyObject {
  const key = pairFrom(material, algorithm, use)
  if (key.type === 'secret') refuseKey('a secret is given', `${algorithm.name} needs a key pair`)
  if (use === 'sign' && key.type !== 'private') refuseKey('a public key is given', 'signing needs the private key')
  if (use === 'verify' && key.type !== 'public') {
    refuseKey('a private key is given where a public one is enough', 'keep it in the service that signs')
  }
  const { namedCurve } = key.asymmetricKeyDetails ?? {}
  if (
    key.asymmetricKeyType !== algorithm.keyType ||
    (algorithm.curve !== undefined && namedCurve !== algorithm.curve)
  ) {
    const seen = [key.asymmetricKeyType, namedCurve].filter(Boolean).join(' ')
    const wanted = [algorithm.keyType, algorithm.curve].filter(Boolean).join(' ')
    refuseKey(`the key is of type ${seen}`, `${algorithm.name} needs ${wanted}`)
  }
  return key
}

function pairFrom(material: KeyMaterial, algorithm: Algorithm, use: KeyUse): KeyObject {
  if (typeof material !== 'string') return importKey(material, algorithm, use)
  const pem = normalizePem(material).trim()
  return (
    attempt(() => createPrivateKey(pem)) ??
    attempt(() => createPublicKey(pem)) ??
    refuseUnreadableKey(material, algorithm.name)
  )
}

function importKey(material: Jwk | KeyObjectLike, algorithm: Algorithm, use: KeyUse): KeyObject {
  return toNodeKey(isNodeKey(material) ? material : importJwk(material, algorithm, use))
}

function checkStrength(key: KeyObject, algorithm: Algorithm): void {
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {}
  const bits = key.type === 'secret' ? 8 * (key.symmetricKeySize ?? 0) : (modulusLength ?? Number.POSITIVE_INFINITY)
  if (algorithm.minimumBits !== undefined && bits < algorithm.minimumBits) {
    const fix = `${algorithm.name} needs ${algorithm.minimumBits} or more (RFC 7518 section 3); generate a new key`
    refuseKey(`the key has ${bits} bits`, fix)
  }
  if (algorithm.keyType !== 'rsa') return
  if (publicExponent === undefined || publicExponent < 65_537n || publicExponent % 2n === 0n) {
    refuseKey('the public exponent of the key is unsafe', 'generate a new key with 65537')
  }
  if (hasRocaFingerprint(modulusOf(key))) {
    refuseKey('the key comes from a generator whose keys can be factored (ROCA, CVE-2017-15361)', 'generate a new key')
  }
}

function modulusOf(key: KeyObject): bigint {
  const { n = '' } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' })
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`)
}

function isDer(der: Buffer): boolean {
  if (der[0] !== 0x30) return false
  const types = ['spki', 'pkcs1'] as const
  return types.some(type => attempt(() => createPublicKey({ key: der, format: 'der', type })) !== undefined)
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}
