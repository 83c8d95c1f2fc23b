/**
 * How Node signs and verifies by each row of algorithm-table.ts. A key carries its row; the `alg` of a token is only
 * compared with that row's name, so a token cannot choose an algorithm (algorithm confusion).
 */
import { constants, sign, verify } from 'node:crypto'
import { encodeBase64url } from '../kernel/bytes.ts'
import { decodeBase64url } from '../kernel/decode.ts'
import { type AlgorithmFacts, algorithmTable, type Hash } from './algorithm-table.ts'
import { derFromPair, pairFromDer } from './ecdsa.ts'
import { createHmacOf, createTextComparison } from './hmac.ts'
import type { KeyObjectLike } from './key-object.ts'
import { toNodeKey } from './node-key.ts'

export interface Algorithm extends AlgorithmFacts {
  /** What can be prepared once for a key is: these are asked when the key is made, and what they return at each token. */
  signerOf(key: KeyObjectLike): SignText
  verifierOf(key: KeyObjectLike): Verifier
}

/** Signs the ASCII signing input of a JWS. Returns the third part of the token. */
export type SignText = (input: string) => string

/**
 * Whether the third part of a token is a valid signature of its ASCII signing input, and spelled as it must be. Never
 * throws for a bad signature.
 */
export type Verifier = (input: string, signature: string) => boolean

const rows: readonly Algorithm[] = algorithmTable.map(facts => ({ ...facts, ...operationsOf(facts) }))

// No prototype, so that `constructor` and `__proto__` name no algorithm.
const table: Readonly<Record<string, Algorithm>> = Object.freeze(
  Object.assign(Object.create(null), Object.fromEntries(rows.map(row => [row.name, Object.freeze(row)]))),
)

/** The row with this name. Case-sensitive. */
export function findAlgorithm(name: string): Algorithm | undefined {
  return table[name]
}

type Operations = Pick<Algorithm, 'signerOf' | 'verifierOf'>

function operationsOf({ scheme, hash, width }: AlgorithmFacts): Operations {
  if (scheme === 'hmac') return hmac(hash)
  if (scheme === 'pss') return pss(hash)
  if (scheme === 'ecdsa') return ecdsa(hash, width)
  return signatures(scheme === 'ed25519' ? null : hash)
}

function hmac(hash: Hash): Operations {
  return {
    signerOf: key => createHmacOf(hash, key),
    verifierOf(key) {
      const hmacOf = createHmacOf(hash, key)
      const isEqual = createTextComparison(hash)
      return (input, signature) => isEqual(hmacOf(input), signature)
    },
  }
}

/**
 * The salt is exactly as long as the digest (RFC 7518 section 3.5), also when verifying. The signature is as long as the
 * modulus (RFC 8017 section 8.1.2, step 1): OpenSSL checks that for PKCS #1 v1.5 but reads a PSS signature as a number,
 * so that one which begins with a zero byte, once in 256, would verify without it: a second token text for one token.
 */
function pss(hash: Hash): Operations {
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return {
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

function ecdsa(hash: Hash, width: number): Operations {
  return {
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

/** Signatures that JWS and OpenSSL write alike. */
function signatures(hash: Hash | null): Operations {
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
