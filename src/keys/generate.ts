/** New keys. A secret is text that fits an environment file; a pair comes as PEM (for Latchkey) and JWK (for others). */
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { encodeBase64url } from '../kernel/bytes.ts'
import type { Random } from '../ports/random.ts'
import type { AlgorithmName } from './algorithm-table.ts'
import { type Algorithm, findAlgorithm } from './algorithms.ts'
import { exportPublicJwk, thumbprint } from './jwk.ts'
import type { Jwk } from './jwk-members.ts'

export interface GeneratedKeyPair {
  readonly privatePem: string
  readonly publicPem: string
  readonly privateJwk: Jwk
  readonly publicJwk: Jwk
  /** The RFC 7638 thumbprint. */
  readonly kid: string
}

/** 64 random bytes as URL-safe text of 86 characters, like Python's `secrets.token_urlsafe(64)`. */
export function generateSecret(random: Random): string {
  return encodeBase64url(random.bytes(64))
}

/** A key pair for one of the asymmetric algorithms. RSA takes about a second. */
export function generateKeyPair(algorithm: AlgorithmName): GeneratedKeyPair {
  const row = findAlgorithm(algorithm)
  if (row === undefined || row.keyType === 'secret') throw new TypeError(`${algorithm} has no key pair`)
  const { privateKey, publicKey } = newPair(row)
  const kid = thumbprint(publicKey)
  const publicJwk = exportPublicJwk(publicKey, row, kid) as Jwk
  return {
    privatePem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    privateJwk: { ...publicJwk, ...privateKey.export({ format: 'jwk' }) } as Jwk,
    publicJwk,
    kid,
  }
}

function newPair(row: Algorithm): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  if (row.keyType === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 3072 })
  if (row.curve !== undefined) return generateKeyPairSync('ec', { namedCurve: row.curve })
  return generateKeyPairSync('ed25519')
}
