/**
 * JSON Web Keys (RFC 7517): strict import, export of the public half, and the thumbprint (RFC 7638). The public form is
 * built from a list of allowed members, never by removing members, so that a private one cannot leak. Symmetric keys
 * have no public form.
 */
import { createHash, createPrivateKey, createPublicKey, createSecretKey } from 'node:crypto'
import { decodeBase64url } from '../kernel/bytes.ts'
import type { Algorithm } from './algorithms.ts'
import { refuseKey } from './faults.ts'
import type { KeyObjectLike } from './key-object.ts'
import { toNodeKey } from './node-key.ts'

/** A key as JSON. Members that are not listed here are ignored. */
export interface Jwk {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly use?: string
  readonly key_ops?: readonly string[]
  readonly crv?: string
  readonly n?: string
  readonly e?: string
  readonly x?: string
  readonly y?: string
  readonly d?: string
  readonly k?: string
  readonly [member: string]: unknown
}

/** A set of keys, as published at `/.well-known/jwks.json`. */
export interface Jwks {
  readonly keys: readonly Jwk[]
}

/** The operation that a key is used for. */
export type KeyUse = 'sign' | 'verify'

const publicMembers = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
} as const satisfies Record<string, readonly (keyof Jwk)[]>

const binaryMembers = ['n', 'e', 'x', 'y', 'd', 'k', 'p', 'q', 'dp', 'dq', 'qi'] as const

/** Imports a key that is meant for `algorithm` and allows this use. Throws KeyringError. */
export function importJwk(jwk: Jwk, algorithm: Algorithm, use: KeyUse): KeyObjectLike {
  checkPurpose(jwk, algorithm, use)
  for (const member of binaryMembers) checkBinaryMember(jwk, member)
  if (jwk.kty === 'oct') return createSecretKey(decodeBase64url(jwk.k ?? '') ?? Buffer.alloc(0))
  try {
    const input = { key: { ...jwk }, format: 'jwk' } as const
    return jwk.d === undefined ? createPublicKey(input) : createPrivateKey(input)
  } catch {
    return refuseKey('the JWK is not a key', 'its members are inconsistent; export it again')
  }
}

/** The public half with `kid` (default: its thumbprint), `alg` and `use`; `undefined` for a symmetric key. */
export function exportPublicJwk(key: KeyObjectLike, algorithm: Algorithm, kid?: string): Jwk | undefined {
  if (key.type === 'secret') return undefined
  return { ...requiredMembers(key), kid: kid ?? thumbprint(key), alg: algorithm.name, use: 'sig' } as Jwk
}

/** SHA-256 over the required members in alphabetical order (RFC 7638 section 3), as base64url. Public keys only. */
export function thumbprint(key: KeyObjectLike): string {
  if (key.type === 'secret') throw new TypeError('the thumbprint of a secret would allow guessing it offline')
  return createHash('sha256')
    .update(JSON.stringify(requiredMembers(key)))
    .digest('base64url')
}

function requiredMembers(key: KeyObjectLike): Readonly<Record<string, unknown>> {
  const given = toNodeKey(key)
  const jwk = (given.type === 'private' ? createPublicKey(given) : given).export({ format: 'jwk' })
  const names: readonly (keyof typeof jwk)[] = publicMembers[jwk.kty as keyof typeof publicMembers]
  return Object.fromEntries(names.map(name => [name, jwk[name]]))
}

function checkPurpose(jwk: Jwk, algorithm: Algorithm, use: KeyUse): void {
  const { kty, crv, alg } = jwk
  if (kty !== algorithm.kty) {
    refuseKey(`the JWK has kty ${quoted(kty)}`, `${algorithm.name} needs kty ${quoted(algorithm.kty)}`)
  }
  if (crv !== algorithm.crv) {
    refuseKey(`the JWK has crv ${quoted(crv)}`, `${algorithm.name} needs crv ${quoted(algorithm.crv)}`)
  }
  if (alg !== undefined && alg !== algorithm.name) {
    refuseKey(`the JWK has alg ${quoted(alg)}`, `it cannot be used for ${algorithm.name}`)
  }
  if (jwk.use !== undefined && jwk.use !== 'sig') {
    refuseKey(`the JWK has use ${quoted(jwk.use)}`, 'use a key that is made for signatures')
  }
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes(use))) {
    refuseKey(`the JWK's key_ops do not include "${use}"`, 'use a key that is made for it')
  }
  if (use === 'sign' && kty !== 'oct' && jwk.d === undefined) {
    refuseKey('the JWK is a public key', 'signing needs the private key')
  }
}

function checkBinaryMember(jwk: Jwk, member: (typeof binaryMembers)[number]): void {
  const value = jwk[member]
  if (value === undefined || (typeof value === 'string' && decodeBase64url(value) !== undefined)) return
  refuseKey(`the JWK's ${member} is not unpadded base64url`, 'export it again')
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : value === undefined ? 'none' : typeof value
}
