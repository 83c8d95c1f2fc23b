/** The members of a JSON Web Key (RFC 7517): whether they fit their use, before any platform imports the key. */
import { decodeBase64url } from '../kernel/decode.ts'
import type { AlgorithmFacts } from './algorithm-table.ts'
import { refuseKey } from './faults.ts'

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

/** Those that make a public key what it is (RFC 7638 section 3.2), in alphabetical order. */
export const publicMembers = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
} as const satisfies Record<string, readonly (keyof Jwk)[]>

const binaryMembers = ['n', 'e', 'x', 'y', 'd', 'k', 'p', 'q', 'dp', 'dq', 'qi'] as const

/** Refuses a key that is not meant for `algorithm` and this use. Throws KeyringError. Does NOT compute with the key. */
export function checkJwk(jwk: Jwk, algorithm: AlgorithmFacts, use: KeyUse): void {
  checkPurpose(jwk, algorithm, use)
  for (const member of binaryMembers) checkBinaryMember(jwk, member)
}

function checkPurpose(jwk: Jwk, algorithm: AlgorithmFacts, use: KeyUse): void {
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
