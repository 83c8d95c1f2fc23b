/**
 * Caches tokens whose signature was verified. The key is the whole text: with a hash or a part of it a collision would
 * give one user the claims of another (GHSA-rp9m-7r4c-75qg). Only the signature check is cached: at every hit the keyring
 * must still have the key, and times, issuer and audience are checked; callers check revocation every time. Bounded; the
 * oldest entry goes first.
 */
import { validateClaims } from './claims.ts'
import { type CodecOptions, codecOptionsOf, isStillChosen, openCompact } from './codec.ts'
import type { Claims } from './token.ts'
import type { ReadNeeds } from './token-settings.ts'

export interface VerifiedCacheOptions extends CodecOptions {
  /** How many tokens are cached. */
  readonly maximumEntries?: number | undefined
  /** Longer tokens are not cached, so that the bound on entries also bounds the memory. */
  readonly maximumStoredLength?: number | undefined
}

export interface VerifiedCache {
  /** `readToken` with a cache. The claims are shared between callers, and frozen. */
  read(text: string): Claims
  /** How many tokens are cached now. */
  size(): number
}

export function createVerifiedCache(needs: ReadNeeds, options: VerifiedCacheOptions = {}): VerifiedCache {
  const { maximumEntries = 10_000, maximumStoredLength = 4096 } = options
  const verified = new Map<string, Verified>()
  const verify = (text: string): Claims => {
    const opened = openCompact(text, needs.keyring, codecOptionsOf(needs.settings, options))
    const claims = freezeDeep(opened.claims)
    validateClaims(claims, needs.settings, needs.clock)
    if (text.length <= maximumStoredLength && maximumEntries > 0) {
      remember(verified, text, { ...opened, claims }, maximumEntries)
    }
    return claims
  }
  const recheck = (text: string, entry: Verified): Claims => {
    // The key was withdrawn: the signature is worth nothing now, unless another key of the ring verifies it.
    if (!isStillChosen(text, entry, needs.keyring)) {
      verified.delete(text)
      return verify(text)
    }
    try {
      validateClaims(entry.claims, needs.settings, needs.clock)
      return entry.claims
    } catch (error) {
      verified.delete(text)
      throw error
    }
  }
  return {
    read: text => {
      const entry = verified.get(text)
      return entry === undefined ? verify(text) : recheck(text, entry)
    },
    size: () => verified.size,
  }
}

type Verified = ReturnType<typeof openCompact>

function remember(verified: Map<string, Verified>, text: string, entry: Verified, maximumEntries: number): void {
  for (const oldest of verified.keys()) {
    if (verified.size < maximumEntries) break
    verified.delete(oldest)
  }
  // A copy: a slice of the request's header would keep the whole header in memory.
  verified.set(Buffer.from(text, 'latin1').toString('latin1'), entry)
}

function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) freezeDeep(member)
  return Object.freeze(value)
}
