/**
 * Sets of keys as they are published (RFC 7517 section 5): ours for others, and others' for us. A set that leaves a
 * choice (two keys of one name, secrets beside public keys, private halves) is refused as a whole: whoever mixes
 * them invites a token to pick the weaker reading.
 */
import { type AlgorithmName, findAlgorithm } from './algorithms.ts'
import { type KeyFault, KeyringError } from './faults.ts'
import { exportPublicJwk, type Jwk, type Jwks } from './jwk.ts'
import { createVerifyingKeyring, type VerifyingKeyOptions, type VerifyingKeyring } from './keyring.ts'

/** What `/.well-known/jwks.json` shows: every public key of the ring, and nothing of an HMAC ring. */
export function publicJwks(keyring: VerifyingKeyring): Jwks {
  const keys = keyring.keys.map(key => exportPublicJwk(key.verifyingKey, key.algorithm, key.kid))
  return { keys: keys.filter(key => key !== undefined) }
}

/**
 * A ring from a published set. Keys for encryption and for algorithms that are not in our table are passed over; of
 * the rest each has one algorithm (its `alg`, or else `algorithm`), and from the second on a `kid`.
 */
export function keyringFromJwks(set: Jwks, algorithm?: AlgorithmName): VerifyingKeyring {
  if (typeof set !== 'object' || set === null || !Array.isArray(set.keys) || !set.keys.every(isObject)) {
    throw new KeyringError([{ what: 'the set is no JWK set', fix: 'give { "keys": [...] }' }])
  }
  const keys: readonly Jwk[] = set.keys
  const usable = keys.filter(jwk => isForSignatures(jwk) && isKnownAlgorithm(jwk.alg ?? algorithm))
  const faults = usable.flatMap(jwk => faultsOf(jwk, usable.length > 1))
  if (new Set(keys.map(jwk => jwk.kty === 'oct')).size > 1) {
    faults.push({ what: 'the set mixes secrets and public keys', fix: 'give each kind a set of its own' })
  }
  if (faults.length > 0) throw new KeyringError(faults)
  return createVerifyingKeyring(usable.map(jwk => optionsOf(jwk, algorithm)))
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
  if (kid !== undefined && typeof kid !== 'string') return [{ what: 'a kid is no text', fix: 'make it text' }]
  return named && kid === undefined ? [{ what: 'a key of the set has no kid', fix: 'give each key its name' }] : []
}

function optionsOf(jwk: Jwk, algorithm: AlgorithmName | undefined): VerifyingKeyOptions {
  return { algorithm: (jwk.alg ?? algorithm) as AlgorithmName, key: jwk, kid: jwk.kid }
}
