/**
 * JWK sets (RFC 7517 section 5): the one we publish, and those that others publish. An ambiguous set (a kid used twice,
 * secrets beside public keys, private halves) is refused as a whole, because a token could pick the weaker
 * interpretation (key confusion).
 */
import { type AlgorithmName, findAlgorithm } from './algorithms.ts'
import { type KeyFault, KeyringError } from './faults.ts'
import { exportPublicJwk, type Jwk, type Jwks } from './jwk.ts'
import { createVerifyingKeyring, type VerifyingKeyOptions, type VerifyingKeyring } from './keyring.ts'

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
  const keys = keysOf(set)
  const usable = keys.filter(jwk => isForSignatures(jwk) && isKnownAlgorithm(jwk.alg ?? algorithm))
  const faults = usable.flatMap(jwk => faultsOf(jwk, usable.length > 1))
  if (new Set(keys.map(jwk => jwk.kty === 'oct')).size > 1) {
    faults.push({ what: 'the set mixes secrets and public keys', fix: 'put them in separate sets' })
  }
  if (faults.length > 0) throw new KeyringError(faults)
  return createVerifyingKeyring(usable.map(jwk => optionsOf(jwk, algorithm)))
}

function keysOf(set: Jwks): readonly Jwk[] {
  if (typeof set !== 'object' || set === null || !Array.isArray(set.keys) || !set.keys.every(isObject)) {
    throw new KeyringError([{ what: 'the value is not a JWK set', fix: 'pass { "keys": [...] }' }])
  }
  return set.keys
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function isForSignatures(jwk: Jwk): boolean {
  return jwk.use === undefined || jwk.use === 'sig'
}

function isKnownAlgorithm(name: unknown): boolean {
  return typeof name === 'string' && findAlgorithm(name) !== undefined
}

function faultsOf({ kid }: Jwk, named: boolean): KeyFault[] {
  if (kid !== undefined && typeof kid !== 'string') return [{ what: 'a kid is not a string', fix: 'make it a string' }]
  return named && kid === undefined ? [{ what: 'a key of the set has no kid', fix: 'give each key a kid' }] : []
}

function optionsOf(jwk: Jwk, algorithm: AlgorithmName | undefined): VerifyingKeyOptions {
  return { algorithm: (jwk.alg ?? algorithm) as AlgorithmName, key: jwk, kid: jwk.kid }
}
