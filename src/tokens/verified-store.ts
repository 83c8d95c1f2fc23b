/**
 * Caches tokens whose signature was verified. What is found by the end of a signature counts only if the whole text is
 * the same: a collision would give one user the claims of another (GHSA-rp9m-7r4c-75qg). Only the signature check is
 * cached: at every hit the keyring must still have the key, and times, issuer and audience are checked; callers check
 * revocation every time. Bounded: see sieve.ts for what is evicted. How signatures are verified is the platform's.
 */
import { createSieve } from '../kernel/sieve.ts'
import type { KeyLookup, NamedKey } from '../keys/key-lookup.ts'
import { validateClaims } from './claims.ts'
import { type CodecOptions, type Header, isStillChosen } from './compact.ts'
import { freezeDeep } from './freeze-deep.ts'
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

export interface OpenedToken<Key> {
  readonly header: Header
  readonly claims: Claims
  readonly key: Key
}

/** What differs between platforms. */
export interface StorePlatform<Key> {
  /** Whether a signature of this key costs more to verify again than to remember. */
  isDear(key: Key): boolean
  /** A copy of ASCII text: a slice of the request's header would keep the whole header in memory. */
  copyOf(text: string): string
}

export interface VerifiedStore<Key> {
  /** The claims of a cached token, checked again. Throws `token_not_valid`; `undefined`: its signature is to be verified. */
  find(text: string): Claims | undefined
  /** Checks the claims of a token whose signature was verified, and remembers it. */
  accept(text: string, opened: OpenedToken<Key>): Claims
  /** How many tokens are cached now. */
  size(): number
}

type StoreNeeds<Key extends NamedKey> = Pick<ReadNeeds, 'settings' | 'clock'> & { readonly keyring: KeyLookup<Key> }

interface Verified<Key> extends OpenedToken<Key> {
  readonly text: string
}

export function createVerifiedStore<Key extends NamedKey>(
  needs: StoreNeeds<Key>,
  { isDear, copyOf }: StorePlatform<Key>,
  { maximumEntries = 10_000, maximumStoredLength = 4096 }: VerifiedCacheOptions = {},
): VerifiedStore<Key> {
  const remembered = createSieve<Verified<Key>>(maximumEntries)
  const isKnown = createSightings(maximumEntries)
  return {
    find(text) {
      const entry = typeof text === 'string' ? remembered.get(placeOf(text)) : undefined
      if (entry === undefined || entry.text !== text) return undefined
      // The key was withdrawn: the signature is worth nothing now, unless another key of the ring verifies it.
      if (!isStillChosen(entry.text, entry, needs.keyring)) {
        remembered.delete(placeOf(entry.text))
        return undefined
      }
      try {
        validateClaims(entry.claims, needs.settings, needs.clock)
        return entry.claims
      } catch (error) {
        remembered.delete(placeOf(entry.text))
        throw error
      }
    },
    accept(text, { header, claims, key }) {
      validateClaims(claims, needs.settings, needs.clock)
      const isRemembered = maximumEntries > 0 && text.length <= maximumStoredLength && (isDear(key) || isKnown(text))
      if (isRemembered) beginNotes(claims)
      freezeDeep(claims)
      if (isRemembered) {
        const copy = copyOf(text)
        remembered.set(placeOf(copy), { text: copy, header, claims, key })
      }
      return claims
    },
    size: remembered.size,
  }
}

/** The end of the signature. To hash the whole text costs as much again as all else about a hit (0.4 us). */
function placeOf(text: string): string {
  return text.slice(-43)
}
