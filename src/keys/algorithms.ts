/**
 * The signature algorithms, one row each: the required key, how to sign, how to verify (RFC 7518 section 3, RFC 8037).
 * `none` is not in the table and no setting can add it. A key carries its row; the `alg` of a token is only compared
 * with that row's name, so a token cannot choose an algorithm (algorithm confusion).
 */
import { constants, createHmac, sign, verify } from 'node:crypto'
import { equalBytes } from '../kernel/bytes.ts'
import { derFromPair, pairFromDer } from './ecdsa.ts'
import type { KeyObjectLike } from './key-object.ts'
import { toNodeKey } from './node-key.ts'

/** A signature algorithm of JWS (RFC 7518, RFC 8037). */
export type AlgorithmName =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'

/** Node's name for the type of key. */
export type KeyType = 'secret' | 'rsa' | 'ec' | 'ed25519'

export interface Algorithm {
  readonly name: AlgorithmName
  readonly keyType: KeyType
  /** `kty` in a JWK. */
  readonly kty: 'oct' | 'RSA' | 'EC' | 'OKP'
  /** `crv` in a JWK. */
  readonly crv?: string
  /** Node's name for that curve. */
  readonly curve?: string
  /** HMAC: at least as long as the digest (RFC 7518 section 3.2). RSA: 2048 (sections 3.3 and 3.5). */
  readonly minimumBits?: number
  /** Signs the ASCII signing input of a JWS. */
  sign(key: KeyObjectLike, input: string): Uint8Array
  /** Whether `signature` is a valid signature of `input`. Never throws for a bad signature. */
  verify(key: KeyObjectLike, input: string, signature: Uint8Array): boolean
}

type Hash = 'sha256' | 'sha384' | 'sha512'

const rows: readonly Algorithm[] = [
  hmac('HS256', 'sha256', 256),
  hmac('HS384', 'sha384', 384),
  hmac('HS512', 'sha512', 512),
  rsa('RS256', 'sha256'),
  rsa('RS384', 'sha384'),
  rsa('RS512', 'sha512'),
  pss('PS256', 'sha256'),
  pss('PS384', 'sha384'),
  pss('PS512', 'sha512'),
  ecdsa('ES256', 'sha256', 'P-256', 'prime256v1', 32),
  ecdsa('ES384', 'sha384', 'P-384', 'secp384r1', 48),
  ecdsa('ES512', 'sha512', 'P-521', 'secp521r1', 66),
  ed25519(),
]

// No prototype, so that `constructor` and `__proto__` name no algorithm.
const table: Readonly<Record<string, Algorithm>> = Object.freeze(
  Object.assign(Object.create(null), Object.fromEntries(rows.map(row => [row.name, Object.freeze(row)]))),
)

export const algorithmNames: readonly AlgorithmName[] = rows.map(row => row.name)

/** The row with this name. Case-sensitive. */
export function findAlgorithm(name: string): Algorithm | undefined {
  return table[name]
}

function hmac(name: AlgorithmName, hash: Hash, minimumBits: number): Algorithm {
  const digest = (key: KeyObjectLike, input: string) =>
    createHmac(hash, toNodeKey(key)).update(input, 'latin1').digest()
  return {
    name,
    keyType: 'secret',
    kty: 'oct',
    minimumBits,
    sign: digest,
    verify: (key, input, signature) => equalBytes(digest(key, input), signature),
  }
}

function rsa(name: AlgorithmName, hash: Hash): Algorithm {
  return {
    name,
    keyType: 'rsa',
    kty: 'RSA',
    minimumBits: 2048,
    sign: (key, input) => sign(hash, ascii(input), toNodeKey(key)),
    verify: (key, input, signature) => verify(hash, ascii(input), toNodeKey(key), signature),
  }
}

/**
 * The salt is exactly as long as the digest (RFC 7518 section 3.5), also when verifying. The signature is as long as the
 * modulus (RFC 8017 section 8.1.2, step 1): OpenSSL checks that for PKCS #1 v1.5 but reads a PSS signature as a number,
 * so that one which begins with a zero byte, once in 256, would verify without it: a second token text for one token.
 */
function pss(name: AlgorithmName, hash: Hash): Algorithm {
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return {
    name,
    keyType: 'rsa',
    kty: 'RSA',
    minimumBits: 2048,
    sign: (key, input) => sign(hash, ascii(input), { key: toNodeKey(key), padding, saltLength }),
    verify(key, input, signature) {
      const nodeKey = toNodeKey(key)
      const bits = nodeKey.asymmetricKeyDetails?.modulusLength ?? 0
      return (
        signature.length === Math.ceil(bits / 8) &&
        verify(hash, ascii(input), { key: nodeKey, padding, saltLength }, signature)
      )
    },
  }
}

function ecdsa(name: AlgorithmName, hash: Hash, crv: string, curve: string, width: number): Algorithm {
  return {
    name,
    keyType: 'ec',
    kty: 'EC',
    crv,
    curve,
    sign: (key, input) => pairFromDer(sign(hash, ascii(input), toNodeKey(key)), width),
    verify: (key, input, signature) =>
      signature.length === 2 * width && verify(hash, ascii(input), toNodeKey(key), derFromPair(signature)),
  }
}

function ed25519(): Algorithm {
  return {
    name: 'EdDSA',
    keyType: 'ed25519',
    kty: 'OKP',
    crv: 'Ed25519',
    sign: (key, input) => sign(null, ascii(input), toNodeKey(key)),
    verify: (key, input, signature) => verify(null, ascii(input), toNodeKey(key), signature),
  }
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}
