/**
 * One key of WebCrypto, with its algorithm. From here on `algorithm` is part of the key, and a token's header cannot choose
 * another (algorithm confusion, RFC 8725 section 3.1).
 */
import { decodeBase64url } from '../../kernel/decode.ts'
import type { AlgorithmFacts, Hash } from '../../keys/algorithm-table.ts'
import { refuseKey } from '../../keys/faults.ts'
import { publicMembers } from '../../keys/jwk-members.ts'
import { type NamedKey, tokenHeader } from '../../keys/key-lookup.ts'
import { bytesOfLatin1, encodeBase64url } from './base64.ts'
import { type CheckedMaterial, checkMaterial, type SecretStrength, type WebKeyMaterial } from './key-material.ts'

export interface WebKey extends NamedKey {
  /** Whether the third part of a token is a valid signature of its ASCII signing input, and spelled as it must be. */
  verify(input: string, signature: string): Promise<boolean>
}

/** A key that was checked and is not imported yet. */
export interface KeyDraft {
  readonly algorithm: AlgorithmFacts
  readonly material: CheckedMaterial
}

/** Checks all that can be checked without the platform. Throws KeyringError. */
export function draftKey(
  material: WebKeyMaterial,
  algorithm: AlgorithmFacts,
  strength: SecretStrength = 'strong',
): KeyDraft {
  return { algorithm, material: checkMaterial(material, algorithm, strength) }
}

/** Rejects with KeyringError for a key that the platform does not take. */
export async function importKey({ algorithm, material }: KeyDraft, kid: string | undefined): Promise<WebKey> {
  const operation = operationParams(algorithm)
  const length = material.format === 'raw' ? undefined : material.signatureLength
  const key = await importMaterial({ algorithm, material }, operation).catch(error => refuseImport(error, algorithm))
  const header = tokenHeader(algorithm.name, kid)
  return Object.freeze({
    kid,
    algorithm,
    header,
    headerText: encodeBase64url(new TextEncoder().encode(JSON.stringify(header))),
    async verify(input: string, text: string) {
      const signature = decodeBase64url(text)
      if (signature === undefined || (length !== undefined && signature.length !== length)) return false
      return await crypto.subtle.verify(operation, key, signature, bytesOfLatin1(input))
    },
  })
}

/** Deno takes a point that is not on its curve, and throws at the first signature: so there is one now, that is none. */
async function importMaterial({ algorithm, material }: KeyDraft, operation: ReturnType<typeof operationParams>) {
  const params = importParams(algorithm)
  if (material.format === 'raw') {
    return await crypto.subtle.importKey('raw', material.secret, params, false, ['verify'])
  }
  const key = await crypto.subtle.importKey('jwk', { ...material.jwk }, params, false, ['verify'])
  await crypto.subtle.verify(operation, key, new Uint8Array(material.signatureLength ?? 64).fill(1), new Uint8Array(1))
  return key
}

/** SHA-256 over the required members in alphabetical order (RFC 7638 section 3), as base64url. `undefined` for a secret. */
export async function thumbprintOf({ algorithm, material }: KeyDraft): Promise<string | undefined> {
  if (material.format === 'raw' || algorithm.kty === 'oct') return undefined
  const { jwk } = material
  const members = Object.fromEntries(publicMembers[algorithm.kty].map(name => [name, jwk[name]]))
  const text = new TextEncoder().encode(JSON.stringify(members))
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', text)))
}

const hashes: Readonly<Record<Hash, string>> = { sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' }
const digestBytes: Readonly<Record<Hash, number>> = { sha256: 32, sha384: 48, sha512: 64 }
const schemes = {
  hmac: 'HMAC',
  pkcs1: 'RSASSA-PKCS1-v1_5',
  pss: 'RSA-PSS',
  ecdsa: 'ECDSA',
  ed25519: 'Ed25519',
} as const

function importParams({ scheme, hash, crv = '' }: AlgorithmFacts) {
  return { name: schemes[scheme], hash: hashes[hash], ...(scheme === 'ecdsa' && { namedCurve: crv }) }
}

/** The salt is exactly as long as the digest (RFC 7518 section 3.5). */
function operationParams({ scheme, hash }: AlgorithmFacts) {
  return { name: schemes[scheme], hash: hashes[hash], ...(scheme === 'pss' && { saltLength: digestBytes[hash] }) }
}

function refuseImport(error: unknown, { name }: AlgorithmFacts): never {
  if (error instanceof Error && error.name === 'NotSupportedError') {
    refuseKey(`this runtime has no ${name}`, 'use a newer one, or another algorithm')
  }
  return refuseKey('the JWK is not a key', 'its members are inconsistent; export it again')
}
