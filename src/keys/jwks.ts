/** JWK sets (RFC 7517 section 5) and keyrings of Node: the set that we publish, and those that others publish. */
import type { AlgorithmName } from './algorithm-table.ts'
import { exportPublicJwk } from './jwk.ts'
import type { Jwks } from './jwk-members.ts'
import { readJwkSet } from './jwk-set.ts'
import { createVerifyingKeyring, type VerifyingKeyring } from './keyring.ts'

/** The body of `/.well-known/jwks.json`: every public key of the keyring, and no HMAC secret. */
export function publicJwks(keyring: VerifyingKeyring): Jwks {
  const keys = keyring.keys.map(key => exportPublicJwk(key.verifyingKey, key.algorithm, key.kid))
  return { keys: keys.filter(key => key !== undefined) }
}

/**
 * A keyring from a published set. Keys for encryption and for unknown algorithms are skipped. Each remaining key has one
 * algorithm (its `alg`, or else `algorithm`), and each needs a `kid` if there are several.
 */
export function keyringFromJwks(set: Jwks, algorithm?: AlgorithmName): VerifyingKeyring {
  return createVerifyingKeyring(readJwkSet(set, algorithm))
}
