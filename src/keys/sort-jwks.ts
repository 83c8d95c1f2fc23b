/** The published keys that Node can verify by. */
import type { AlgorithmName } from './algorithm-table.ts'
import { KeyringError } from './faults.ts'
import type { Jwk } from './jwk-members.ts'
import { createVerifyingKeyring } from './keyring.ts'
import { type SortedKeys, sortKeys } from './usable-jwks.ts'

export function sortJwks(keys: readonly unknown[]): SortedKeys {
  return sortKeys(keys, isImportable)
}

function isImportable(jwk: Jwk, algorithm: AlgorithmName): boolean {
  try {
    createVerifyingKeyring([{ algorithm, key: jwk, kid: jwk.kid }])
    return true
  } catch (error) {
    if (error instanceof KeyringError) return false
    throw error
  }
}
