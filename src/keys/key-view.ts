/** What a key ring says between two moments at which the state of a key changes. Pure. */
import type { IssuingKey, SigningKey, VerifyingKey } from './key.ts'
import type { Keyring } from './keyring.ts'
import { type ManagedKey, nextChangeOf, type PlacedKey, placeKeys } from './managed-key.ts'

/** A key of the store, opened. */
export interface MadeKey {
  readonly key: VerifyingKey
  /** Absent: the half that signs is gone, or sealed under a key that the settings do not have. */
  readonly signing: SigningKey | undefined
}

export interface KnownKeys {
  /** By kid. */
  readonly made: ReadonlyMap<string, MadeKey>
  readonly ofSettings: Keyring
  /** Of the keys of the settings. */
  readonly fingerprints: ReadonlyMap<VerifyingKey, string>
}

export interface KeyView {
  /** Those that verify now, or will: the one that signs first. */
  readonly keys: readonly VerifyingKey[]
  readonly signing: IssuingKey | undefined
  readonly byKid: ReadonlyMap<string | undefined, VerifyingKey>
  readonly byHeader: ReadonlyMap<string, VerifyingKey>
  readonly unnamed: VerifyingKey | undefined
  /** Those that are accepted, now or later, and that this node cannot verify with: secrets that it does not have. */
  readonly closed: readonly PlacedKey[]
  /** From when to when it is so: a clock can be set back. */
  readonly since: number
  readonly until: number
}

export function viewOf(
  known: KnownKeys,
  rows: readonly ManagedKey[],
  { now, ends }: { readonly now: number; readonly ends: readonly number[] },
): KeyView {
  const { ofSettings } = known
  const placed = placeKeys(rows, now)
  const alive = placed.filter(({ state }) => state !== 'retired')
  // Until the first key is written down, everything is as the settings say.
  const signing = placed.length === 0 ? ofSettings.signing : chooseSigning(known, alive)
  const mine = ofSettings.keys.filter(key => isAccepted(known, key, placed))
  const found = [...alive.flatMap(row => findMade(known, row, mine)), ...mine]
  const keys = [...new Set([...(signing === undefined ? [] : [signing]), ...found])]
  const unnamed = ofSettings.find(undefined)
  return {
    keys,
    signing,
    byKid: new Map(keys.filter(({ kid }) => kid !== undefined).map(key => [key.kid, key])),
    byHeader: new Map(keys.map(key => [key.headerText, key])),
    closed: alive.filter(row => !isMine(known, row, mine) && !known.made.has(row.kid)),
    unnamed: unnamed !== undefined && mine.includes(unnamed) ? unnamed : undefined,
    since: now,
    until: Math.min(nextChangeOf(placed, now), ...ends.filter(end => end > now)),
  }
}

/** The key that signs by the settings has to be known to the store; an earlier one only must not be refused there. */
function isAccepted({ fingerprints, ofSettings }: KnownKeys, key: VerifyingKey, placed: readonly PlacedKey[]): boolean {
  const row = placed.find(({ fingerprint }) => fingerprint !== undefined && fingerprint === fingerprints.get(key))
  return row === undefined ? placed.length === 0 || key !== ofSettings.signing : row.state !== 'retired'
}

/** A key pair of the settings verifies by the half that the store has, where it was taken out of them too early. */
function findMade(known: KnownKeys, row: PlacedKey, mine: readonly VerifyingKey[]): VerifyingKey[] {
  const key = isMine(known, row, mine) ? undefined : known.made.get(row.kid)?.key
  return key === undefined ? [] : [key]
}

function isMine({ fingerprints }: KnownKeys, { fingerprint }: PlacedKey, mine: readonly VerifyingKey[]): boolean {
  return fingerprint !== undefined && mine.some(key => fingerprints.get(key) === fingerprint)
}

/**
 * Where it cannot be opened here, that which signed before: its tokens are still accepted. A key that signs from its
 * publication on has begun by the clock of the node that wrote it, whatever a clock here that is behind says.
 */
function chooseSigning(known: KnownKeys, alive: readonly PlacedKey[]): IssuingKey | undefined {
  const hasBegun = ({ state, signsFrom, publishedAt }: PlacedKey) => state !== 'published' || signsFrom <= publishedAt
  const begun = alive.filter(hasBegun).toReversed()
  return begun.map(row => findSigning(known, row)).find(key => key !== undefined)
}

function findSigning({ made, fingerprints, ofSettings }: KnownKeys, { kid, fingerprint }: PlacedKey) {
  if (fingerprint === undefined) return made.get(kid)?.signing
  return fingerprints.get(ofSettings.signing) === fingerprint ? ofSettings.signing : undefined
}
