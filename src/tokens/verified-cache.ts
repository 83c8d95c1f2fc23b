/**
 * Caches tokens whose signature was verified. What is found by the end of a signature counts only if the whole text is
 * the same: a collision would give one user the claims of another (GHSA-rp9m-7r4c-75qg). Only the signature check is
 * cached: at every hit the keyring must still have the key, and times, issuer and audience are checked; callers check
 * revocation every time. Bounded: see sieve.ts for what is evicted.
 */
import { createSieve } from '../kernel/sieve.ts'
import type { VerifyingKey } from '../keys/key.ts'
import { validateClaims } from './claims.ts'
import { type CodecOptions, codecOptionsOf, isStillChosen, openCompact } from './codec.ts'
import { beginNotes } from './notes.ts'
import { createSightings } from './sightings.ts'
import type { Claims } from './token.ts'
import type { ReadNeeds } from './token-settings.ts'

export interface VerifiedCacheOptions extends CodecOptions {
  /** How many tokens are cached. */
  readonly maximumEntries?: number | undefined
  /** Longer tokens are not cached, so that the bound on entries also bounds the memory. */
  readonly maximumStoredLength?: number | undefined
}

export interface VerifiedCache {
  /** `readToken` with a cache. The claims are frozen: callers can share them. */
  read(text: string): Claims
  /** How many tokens are cached now. */
  size(): number
}

export function createVerifiedCache(needs: ReadNeeds, options: VerifiedCacheOptions = {}): VerifiedCache {
  const { maximumEntries = 10_000, maximumStoredLength = 4096 } = options
  const remembered = createSieve<Verified>(maximumEntries)
  const isKnown = createSightings(maximumEntries)
  const codecOptions = codecOptionsOf(needs.settings, options)
  const verify = (text: string): Claims => {
    const { header, claims, key } = openCompact(text, needs.keyring, codecOptions)
    validateClaims(claims, needs.settings, needs.clock)
    const isRemembered = maximumEntries > 0 && text.length <= maximumStoredLength && (isDear(key) || isKnown(text))
    if (isRemembered) beginNotes(claims)
    freezeDeep(claims)
    if (isRemembered) {
      // A copy: a slice of the request's header would keep the whole header in memory.
      const copy = Buffer.from(text, 'latin1').toString('latin1')
      remembered.set(placeOf(copy), { text: copy, header, claims, key })
    }
    return claims
  }
  const recheck = (entry: Verified): Claims => {
    // The key was withdrawn: the signature is worth nothing now, unless another key of the ring verifies it.
    if (!isStillChosen(entry.text, entry, needs.keyring)) {
      remembered.delete(placeOf(entry.text))
      return verify(entry.text)
    }
    try {
      validateClaims(entry.claims, needs.settings, needs.clock)
      return entry.claims
    } catch (error) {
      remembered.delete(placeOf(entry.text))
      throw error
    }
  }
  return {
    read: text => {
      const entry = typeof text === 'string' ? remembered.get(placeOf(text)) : undefined
      return entry !== undefined && entry.text === text ? recheck(entry) : verify(text)
    },
    size: remembered.size,
  }
}

interface Verified extends ReturnType<typeof openCompact> {
  readonly text: string
}

/**
 * To remember a token costs 4 us and makes garbage that only a full collection finds. To verify an HMAC again costs 4 us,
 * a signature of a key pair 20 to 90.
 */
function isDear(key: VerifyingKey): boolean {
  return key.algorithm.keyType !== 'secret'
}

/** The end of the signature. To hash the whole text costs as much again as all else about a hit (0.4 us). */
function placeOf(text: string): string {
  return text.slice(-43)
}

/** Claims are nearly always flat: `for in` allocates nothing for them. */
function freezeDeep(value: object): void {
  for (const name in value) {
    const member = (value as Readonly<Record<string, unknown>>)[name]
    if (typeof member === 'object' && member !== null) freezeDeep(member)
  }
  Object.freeze(value)
}
