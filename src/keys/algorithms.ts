/**
 * The signature algorithms, one row each: the required key, how to sign, how to verify (RFC 7518 section 3, RFC 8037).
 * `none` is not in the table and no setting can add it. A key carries its row; the `alg` of a token is only compared
 * with that row's name, so a token cannot choose an algorithm (algorithm confusion).
 */
import { constants, sign, verify } from 'node:crypto'
import { decodeBase64url, encodeBase64url } from '../kernel/bytes.ts'
import { derFromPair, pairFromDer } from './ecdsa.ts'
import { createHmacOf, createTextComparison, type Hash } from './hmac.ts'
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
  /** What can be prepared once for a key is: these are asked when the key is made, and what they return at each token. */
  signerOf(key: KeyObjectLike): Signer
  verifierOf(key: KeyObjectLike): Verifier
}

/** Signs the ASCII signing input of a JWS. Returns the third part of the token. */
export type Signer = (input: string) => string

/**
 * Whether the third part of a token is a valid signature of its ASCII signing input, and spelled as it must be. Never
 * throws for a bad signature.
 */
export type Verifier = (input: string, signature: string) => boolean

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
  return {
    name,
    keyType: 'secret',
    kty: 'oct',
    minimumBits,
    signerOf: key => createHmacOf(hash, key),
    verifierOf(key) {
      const hmacOf = createHmacOf(hash, key)
      const isEqual = createTextComparison(hash)
      return (input, signature) => isEqual(hmacOf(input), signature)
    },
  }
}

function rsa(name: AlgorithmName, hash: Hash): Algorithm {
  return { name, keyType: 'rsa', kty: 'RSA', minimumBits: 2048, ...signatures(hash) }
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
    signerOf(signingKey) {
      const key = { key: toNodeKey(signingKey), padding, saltLength }
      return input => encodeBase64url(sign(hash, ascii(input), key))
    },
    verifierOf(verifyingKey) {
      const key = { key: toNodeKey(verifyingKey), padding, saltLength }
      const width = Math.ceil((key.key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
      return (input, text) => {
        const signature = decodeBase64url(text)
        return signature?.length === width && verify(hash, ascii(input), key, signature)
      }
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
    signerOf(signingKey) {
      const key = toNodeKey(signingKey)
      return input => encodeBase64url(pairFromDer(sign(hash, ascii(input), key), width))
    },
    verifierOf(verifyingKey) {
      const key = toNodeKey(verifyingKey)
      return (input, text) => {
        const signature = decodeBase64url(text)
        return signature?.length === 2 * width && verify(hash, ascii(input), key, derFromPair(signature))
      }
    },
  }
}

function ed25519(): Algorithm {
  return { name: 'EdDSA', keyType: 'ed25519', kty: 'OKP', crv: 'Ed25519', ...signatures(null) }
}

/** Signatures that JWS and OpenSSL write alike. */
function signatures(hash: Hash | null): Pick<Algorithm, 'signerOf' | 'verifierOf'> {
  return {
    signerOf(signingKey) {
      const key = toNodeKey(signingKey)
      return input => encodeBase64url(sign(hash, ascii(input), key))
    },
    verifierOf(verifyingKey) {
      const key = toNodeKey(verifyingKey)
      return (input, text) => {
        const signature = decodeBase64url(text)
        return signature !== undefined && verify(hash, ascii(input), key, signature)
      }
    },
  }
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}
