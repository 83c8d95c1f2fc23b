/**
 * A key ring that follows the keys of the store. What it says is computed from their rows and the clock, and computed
 * anew only when a moment has come at which a state changes: to look a key up costs a comparison and a read of a map.
 * Without the store it goes on with the keys that it has, by their times.
 */
import type { Clock } from '../ports/clock.ts'
import { problem } from '../problems.ts'
import { type KeyView, type KnownKeys, type MadeKey, viewOf } from './key-view.ts'
import type { Keyring } from './keyring.ts'
import { type ManagedKey, nodesHearWithinMs, type PlacedKey, placeKeys } from './managed-key.ts'
import type { SealedKey } from './managed-key-store.ts'
import type { SealingSettings } from './seal-at-rest.ts'
import { openSealedKey, readPublicKey } from './sealed-key.ts'
import { fingerprintOf } from './settings-key.ts'

export interface ManagedKeyring extends Keyring {
  /** What the store has now. `sealed`: of those that `findUnknown` named. */
  load(keys: readonly ManagedKey[], sealed: readonly SealedKey[]): void
  /** Those whose sealed half has to be read. */
  findUnknown(keys: readonly ManagedKey[]): readonly string[]
  /** The keys of the last read, as they are now. */
  placed(): readonly PlacedKey[]
  /** Those that sign, now or later, and that no key of the settings opens. */
  unopened(): readonly string[]
  /** Those whose tokens are accepted, now or later, and cannot be verified here: secrets that the settings do not have. */
  closed(): readonly PlacedKey[]
}

interface Parts {
  readonly settings: SealingSettings
  readonly clock: Clock
  /** The keys of the settings. */
  readonly ofSettings: Keyring
  /** When keys of the settings end, in ms since 1970. */
  readonly ends: readonly number[]
}

export function createManagedKeyring({ settings, clock, ofSettings, ends }: Parts): ManagedKeyring {
  const made = new Map<string, MadeKey>()
  const fingerprints = new Map([ofSettings.signing, ...ofSettings.keys].map(key => [key, fingerprintOf(key)]))
  const known: KnownKeys = { made, fingerprints, ofSettings }
  let rows: readonly ManagedKey[] = []
  /** Those that other nodes can open. */
  let closed: ReadonlySet<string> = new Set()
  let readAt = Number.NEGATIVE_INFINITY
  let view: KeyView | undefined

  const current = (): KeyView => {
    const now = clock.now()
    if (view === undefined || now >= view.until || now < view.since) view = viewOf(known, rows, { now, ends })
    return view
  }
  /** A node that has not heard of the keys for a while cannot say that one does not exist; nor what one signs that it cannot open. */
  const refuseUnlessKnown = (kid: string): undefined => {
    if (closed.has(kid)) throw problem('keys_unavailable', { reason: 'key_not_opened' })
    if (clock.now() - readAt > nodesHearWithinMs) throw problem('keys_unavailable', { reason: 'keys_not_read' })
    return undefined
  }
  const placed = () => placeKeys(rows, clock.now())

  return Object.freeze({
    get keys() {
      return current().keys
    },
    get signing() {
      return current().signing ?? refuseToSign()
    },
    find(kid: string | undefined) {
      const { byKid, unnamed } = current()
      return kid === undefined ? unnamed : (byKid.get(kid) ?? refuseUnlessKnown(kid))
    },
    findByHeader: (text: string) => current().byHeader.get(text),
    findUnknown: (keys: readonly ManagedKey[]) => keys.filter(key => isUnknown(made, key)).map(({ kid }) => kid),
    load(keys: readonly ManagedKey[], sealed: readonly SealedKey[]) {
      const halves = new Map(sealed.map(each => [each.kid, each.sealed]))
      for (const key of keys) if (!made.has(key.kid)) remember(made, settings, key, halves.get(key.kid))
      for (const kid of made.keys()) if (!keys.some(key => key.kid === kid)) made.delete(kid)
      rows = keys
      closed = new Set(keys.filter(key => isUnknown(made, key)).map(({ kid }) => kid))
      readAt = clock.now()
      view = undefined
    },
    placed,
    closed: () => current().closed,
    unopened: () =>
      placed()
        .filter(({ state }) => state === 'signing' || state === 'published')
        .filter(({ kid, fingerprint }) => fingerprint === undefined && made.get(kid)?.signing === undefined)
        .map(({ kid }) => kid),
  })
}

function isUnknown(made: ReadonlyMap<string, MadeKey>, { kid, isSealed, retiredAt }: ManagedKey): boolean {
  return isSealed && retiredAt === undefined && !made.has(kid)
}

/** A pair that cannot be opened here still verifies. */
function remember(
  made: Map<string, MadeKey>,
  settings: SealingSettings,
  row: ManagedKey,
  sealed: string | undefined,
): void {
  const signing = sealed === undefined ? undefined : openSealedKey(settings, row, sealed)
  const key = signing ?? readPublicKey(row)
  if (key !== undefined) made.set(row.kid, { key, signing })
}

function refuseToSign(): never {
  throw problem('keys_unavailable', { reason: 'no_signing_key' })
}
