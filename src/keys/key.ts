/**
 * One validated key: it fits its algorithm, is long enough, and is of the type it claims. From here on `algorithm` is
 * part of the key, and a token's header cannot choose another (algorithm confusion, RFC 8725 section 3.1).
 */
import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { encodeBase64url } from '../kernel/bytes.ts'
import type { Algorithm, SignText, Verifier } from './algorithms.ts'
import { refuseKey } from './faults.ts'
import { importJwk } from './jwk.ts'
import type { Jwk, KeyUse } from './jwk-members.ts'
import { checkBits, checkRsa, namesAsymmetricKey, refuseAsymmetricSecret, refuseBlanks } from './key-checks.ts'
import { type NamedKey, tokenHeader } from './key-lookup.ts'
import type { KeyObjectLike } from './key-object.ts'
import { isNodeKey, toNodeKey } from './node-key.ts'
import { normalizePem, refuseUnreadableKey } from './pem.ts'

/** A key as configured: an HMAC secret as text, PEM, a JWK, or Node's KeyObject. */
export type KeyMaterial = string | Jwk | KeyObjectLike

/** `weak-while-adopting`: a secret that Django signs with may be short. It has no effect on key pairs. */
export type SecretStrength = 'strong' | 'weak-while-adopting'

export interface VerifyingKey extends NamedKey {
  readonly algorithm: Algorithm
  readonly verifyingKey: KeyObjectLike
  readonly verify: Verifier
}

/** A key whose private half is here. */
export interface SigningKey extends VerifyingKey {
  readonly signingKey: KeyObjectLike
  readonly sign: SignText
}

/** A key whose private half a service has: see external-key.ts. */
export interface ExternalKey extends VerifyingKey {
  /** Throws `signer_unavailable`. */
  readonly sign: (input: string) => Promise<string>
  /** From now on the observer hears of each request to the service. */
  readonly observe: (observer: SigningObserver) => void
}

/** Why there is no signature: `other_key` and `no_signature` mend themselves by no waiting. */
export type SignerReason = 'signer_failed' | 'signer_timeout' | 'no_signature' | 'other_key'

/** Called when a request begins; what it returns is called when it ends. Neither throws. */
export type SigningObserver = () => (outcome: 'signed' | SignerReason) => void

/** A key that signs tokens, wherever its private half is. */
export type IssuingKey = SigningKey | ExternalKey

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
  return namesAsymmetricKey(text) || [Buffer.from(text, 'base64'), Buffer.from(text, 'latin1')].some(isDer)
}

function headerOf({ name }: Algorithm, kid: string | undefined): Pick<NamedKey, 'header' | 'headerText'> {
  const header = tokenHeader(name, kid)
  return { header, headerText: encodeBase64url(JSON.stringify(header)) }
}

function readKey(material: KeyMaterial, algorithm: Algorithm, use: KeyUse, strength: SecretStrength): KeyObject {
  const key = algorithm.keyType === 'secret' ? readSecret(material, algorithm, use) : readPair(material, algorithm, use)
  if (key.type !== 'secret' || strength === 'strong') checkKeyStrength(key, algorithm)
  return key
}

function readSecret(material: KeyMaterial, algorithm: Algorithm, use: KeyUse): KeyObject {
  const key = secretFrom(material, algorithm, use)
  if (key.type !== 'secret' || looksLikeAsymmetricKey(key.export().toString('latin1'))) {
    refuseAsymmetricSecret(algorithm)
  }
  if (typeof material === 'string') refuseBlanks(material)
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

function checkKeyStrength(key: KeyObject, algorithm: Algorithm): void {
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {}
  if (key.type === 'secret') checkBits(8 * (key.symmetricKeySize ?? 0), algorithm)
  else if (algorithm.keyType === 'rsa') {
    checkBits(modulusLength ?? 0, algorithm)
    checkRsa({ exponent: publicExponent, modulus: modulusOf(key) })
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
