/** Tokens in `localStorage` or `sessionStorage`. */
import { readPair, type TokenStorage } from './token-session.ts'
import type { Pair } from './wire.ts'

/** `localStorage` or `sessionStorage`. */
export interface WebStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/**
 * A storage of tokens that outlives the page: `createClient({ storage: webStorage(localStorage) })`. Every script of the
 * page can read it (XSS), so cookies are better where they are possible. Tabs share a `localStorage`, and each hears of
 * what the others do; in a `sessionStorage` each tab has a session of its own.
 */
export function webStorage(area: WebStorage, key = 'latchkey'): TokenStorage {
  return {
    load: () => parsePair(area.getItem(key)),
    save(pair) {
      if (pair === undefined) area.removeItem(key)
      else area.setItem(key, JSON.stringify(pair))
    },
    subscribe(listener) {
      const page = globalThis as { addEventListener?(name: string, hear: (event: StorageChange) => void): void }
      page.addEventListener?.('storage', ({ storageArea, key: changed, oldValue, newValue }) => {
        // Without a key, the whole area was cleared, and what was there is not said.
        if (storageArea === area && changed === null) listener({ access: '', refresh: '' }, undefined)
        if (storageArea === area && changed === key) listener(parsePair(oldValue), parsePair(newValue))
      })
    },
  }
}

interface StorageChange {
  readonly storageArea: unknown
  readonly key: string | null
  readonly oldValue: string | null
  readonly newValue: string | null
}

/** What others wrote there, or an older version, is no pair. */
function parsePair(text: string | null): Pair | undefined {
  try {
    const stored: Pair | null = JSON.parse(text ?? 'null')
    const pair = readPair(stored)
    return pair && typeof stored?.signIn === 'string' ? { ...pair, signIn: stored.signIn } : pair
  } catch {
    return undefined
  }
}
