/**
 * What a JWK set (RFC 7517 section 5) says of its keys. An ambiguous set (a kid used twice, secrets beside public keys,
 * private halves) is refused as a whole, because a token could pick the weaker interpretation (key confusion).
 */
import { type AlgorithmName, findAlgorithmFacts } from './algorithm-table.ts'
import { type KeyFault, KeyringError } from './faults.ts'
import type { Jwk, Jwks } from './jwk-members.ts'

/** A key of a set, and the one algorithm that it is used for. */
export interface KeyOfSet {
  readonly algorithm: AlgorithmName
  readonly key: Jwk
  readonly kid: string | undefined
}

/**
 * Keys for encryption and for unknown algorithms are skipped. Each remaining key has one algorithm (its `alg`, or else
 * `algorithm`), and each needs a `kid` if there are several. Throws KeyringError.
 */
export function readJwkSet(set: Jwks, algorithm?: AlgorithmName): readonly KeyOfSet[] {
  const keys = keysOf(set)
  const usable = keys.filter(jwk => isForSignatures(jwk) && isKnownAlgorithm(jwk.alg ?? algorithm))
  const faults = usable.flatMap(jwk => faultsOf(jwk, usable.length > 1))
  if (new Set(keys.map(jwk => jwk.kty === 'oct')).size > 1) {
    faults.push({ what: 'the set mixes secrets and public keys', fix: 'put them in separate sets' })
  }
  if (faults.length > 0) throw new KeyringError(faults)
  return usable.map(jwk => keyOfSet(jwk, algorithm))
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
  return typeof name === 'string' && findAlgorithmFacts(name) !== undefined
}

function faultsOf({ kid }: Jwk, named: boolean): KeyFault[] {
  if (kid !== undefined && typeof kid !== 'string') return [{ what: 'a kid is not a string', fix: 'make it a string' }]
  return named && kid === undefined ? [{ what: 'a key of the set has no kid', fix: 'give each key a kid' }] : []
}

function keyOfSet(jwk: Jwk, algorithm: AlgorithmName | undefined): KeyOfSet {
  return { algorithm: (jwk.alg ?? algorithm) as AlgorithmName, key: jwk, kid: jwk.kid }
}
