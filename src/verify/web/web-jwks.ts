/** The published keys that WebCrypto can verify by. */
import { type AlgorithmName, findAlgorithmFacts } from '../../keys/algorithm-table.ts'
import { KeyringError } from '../../keys/faults.ts'
import type { Jwk } from '../../keys/jwk-members.ts'
import { algorithmsOf, type SortedKeys, sortKeys } from '../../keys/usable-jwks.ts'
import { draftKey, importKey, type WebKey } from './web-key.ts'

/** The platform is asked about each key first: sorting itself does not wait. */
export async function sortWebJwks(keys: readonly unknown[]): Promise<SortedKeys> {
  const importable = new Set<unknown>()
  for (const key of keys) {
    const [algorithm] = typeof key === 'object' && key !== null && 'kty' in key ? algorithmsOf(key as Jwk) : []
    if (algorithm !== undefined && (await isImportable(key as Jwk, algorithm))) importable.add(key)
  }
  return sortKeys(keys, jwk => importable.has(jwk))
}

async function isImportable(jwk: Jwk, algorithm: AlgorithmName): Promise<boolean> {
  try {
    await importWebJwk(jwk, algorithm)
    return true
  } catch (error) {
    if (error instanceof KeyringError) return false
    throw error
  }
}

/** Rejects with KeyringError for a key that the platform does not take. */
export async function importWebJwk(jwk: Jwk, name: AlgorithmName): Promise<WebKey> {
  const algorithm = findAlgorithmFacts(name)
  if (algorithm === undefined) throw new TypeError(`there is no algorithm ${name}`)
  return await importKey(draftKey(jwk, algorithm), jwk.kid)
}
