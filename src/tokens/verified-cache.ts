/** The cache of verified-store.ts in front of Node's codec. */
import type { VerifyingKey } from '../keys/key.ts'
import { openCompact } from './codec.ts'
import { codecOptionsOf } from './compact.ts'
import type { Claims } from './token.ts'
import type { ReadNeeds } from './token-settings.ts'
import { createVerifiedStore, type VerifiedCacheOptions } from './verified-store.ts'

export interface VerifiedCache {
  /** `readToken` with a cache. The claims are frozen: callers can share them. */
  read(text: string): Claims
  /** How many tokens are cached now. */
  size(): number
}

export function createVerifiedCache(needs: ReadNeeds, options: VerifiedCacheOptions = {}): VerifiedCache {
  const store = createVerifiedStore<VerifyingKey>(needs, { isDear, copyOf }, options)
  const codecOptions = codecOptionsOf(needs.settings, options)
  return {
    read: text => store.find(text) ?? store.accept(text, openCompact(text, needs.keyring, codecOptions)),
    size: store.size,
  }
}

/**
 * To remember a token costs 4 us and makes garbage that only a full collection finds. To verify an HMAC again costs 4 us,
 * a signature of a key pair 20 to 90.
 */
function isDear(key: VerifyingKey): boolean {
  return key.algorithm.keyType !== 'secret'
}

function copyOf(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}
