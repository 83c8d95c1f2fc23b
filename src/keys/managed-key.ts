/**
 * Keys that live in the store, and what they are at a moment: everything follows from when each begins to sign, so that
 * nodes with the same rows and clocks agree without a word. Pure: no clock, no store.
 */

/** A key of the store without what is secret in it. Times in milliseconds since 1970. */
export interface ManagedKey {
  /** In the order of their making, from 1. */
  readonly number: number
  readonly kid: string
  readonly algorithm: string
  /** The public half as JWK. Absent: an HMAC secret. */
  readonly publicKey?: string | undefined
  /** Of a key that the settings hold: see settings-key.ts. Absent: the store holds it. */
  readonly fingerprint?: string | undefined
  readonly publishedAt: number
  readonly signsFrom: number
  /**
   * How long it verifies after the next one signs, in ms: the longest life of any token that it can have signed. 0 with
   * `retiredAt`: an operator retired it, and that moment has come at the node that wrote so.
   */
  readonly overlap: number
  /** Refused from then on. */
  readonly retiredAt?: number | undefined
  /** Whether the store still has the half that signs. */
  readonly isSealed: boolean
}

/** A key with the half that signs, or the HMAC secret, as the store keeps it. Absent for a key that the settings hold. */
export type NewManagedKey = Omit<ManagedKey, 'number' | 'isSealed' | 'retiredAt'> & {
  readonly sealed?: string | undefined
}

/**
 * `published`: verifiers can know it, it does not sign yet. `signing`: that which signs. `verifying`: it signs no more,
 * and its tokens are accepted. `retired`: its tokens are refused.
 */
export type KeyState = 'published' | 'signing' | 'verifying' | 'retired'

/** A key at a moment. */
export interface PlacedKey extends ManagedKey {
  readonly state: KeyState
  /** When the next one signs in its place; absent while there is none. */
  readonly signsUntil?: number | undefined
  /** When its tokens are refused; absent while no successor is known. */
  readonly verifiesUntil?: number | undefined
}

/** In the order in which they sign. */
export function placeKeys(keys: readonly ManagedKey[], now: number): readonly PlacedKey[] {
  const ordered = keys.toSorted((one, other) => one.signsFrom - other.signsFrom || one.number - other.number)
  const placed = ordered.map((key, index) => {
    // A key that was retired before its turn takes no one's place.
    const next = ordered.slice(index + 1).find(other => !isRetiredBefore(other, other.signsFrom))
    const signsUntil = next?.signsFrom
    const verifiesUntil = earliest(key.retiredAt, signsUntil === undefined ? undefined : signsUntil + key.overlap)
    return { ...key, signsUntil, verifiesUntil, state: stateOf(key, { now, signsUntil, verifiesUntil }) }
  })
  return withSuccessor(placed)
}

/** Of a key that was ended while it signed, the next one has begun by the clock that ended it, whatever one here says. */
function withSuccessor(placed: readonly PlacedKey[]): readonly PlacedKey[] {
  if (placed.some(({ state }) => state === 'signing')) return placed
  const ended = Math.max(...placed.filter(isEnded).map(({ retiredAt = 0 }) => retiredAt))
  const next = placed.find(({ state, signsFrom }) => state === 'published' && signsFrom <= ended)
  return next === undefined ? placed : placed.map(key => (key === next ? { ...next, state: 'signing' } : key))
}

/** `retiredAt` is a moment of another node's clock, and it has passed there: no clock here is asked. */
function isEnded({ retiredAt, overlap }: ManagedKey): boolean {
  return retiredAt !== undefined && overlap === 0
}

function stateOf(
  key: ManagedKey,
  { now, signsUntil, verifiesUntil }: Pick<PlacedKey, 'signsUntil' | 'verifiesUntil'> & { readonly now: number },
): KeyState {
  if (isEnded(key) || (verifiesUntil !== undefined && verifiesUntil <= now)) return 'retired'
  if (key.signsFrom > now) return 'published'
  return signsUntil !== undefined && signsUntil <= now ? 'verifying' : 'signing'
}

function isRetiredBefore({ retiredAt }: ManagedKey, moment: number): boolean {
  return retiredAt !== undefined && retiredAt <= moment
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.min(one, other)
}

/** The next moment at which a state changes by itself; infinite where none is known. */
export function nextChangeOf(placed: readonly PlacedKey[], now: number): number {
  const moments = placed.flatMap(({ signsFrom, verifiesUntil = Number.POSITIVE_INFINITY }) => [
    signsFrom,
    verifiesUntil,
  ])
  return Math.min(Number.POSITIVE_INFINITY, ...moments.filter(moment => moment > now))
}

/** The clock of another node may be behind: it still signs with a key for a while that no longer signs here. */
const clocksApartMs = 60_000
/** Afterwards the audit log alone knows of it. A key of the settings is refused for as long as they have it. */
const keptMs = 90 * 86_400_000

/**
 * What the time has brought that its row does not say yet: its overlap is over, the moment has come for which an operator
 * retired it, it was retired long since, its half that signs is of no use any more, or it has to verify for longer than
 * was thought when it was made.
 */
export function overdueOf(
  key: PlacedKey,
  overlap: number,
  now: number,
): 'retire' | 'end' | 'forget' | 'erase' | 'extend' | undefined {
  const { state, retiredAt, fingerprint, isSealed, publicKey, signsUntil = now } = key
  if (state === 'retired') {
    if (retiredAt === undefined) return 'retire'
    if (isByOperator(key)) return 'end'
    if (isSealed) return 'erase'
    return fingerprint === undefined && retiredAt + keptMs <= now ? 'forget' : undefined
  }
  // An HMAC secret verifies with what it signs.
  if (state === 'verifying')
    return isSealed && publicKey !== undefined && signsUntil + clocksApartMs <= now ? 'erase' : undefined
  return key.overlap < overlap ? 'extend' : undefined
}

/** Before its time. Of the others every node knows the end by itself, and a clock that is ahead must not bring it forward. */
function isByOperator({ retiredAt = 0, signsUntil, overlap }: PlacedKey): boolean {
  return overlap > 0 && (signsUntil === undefined || retiredAt < signsUntil + overlap)
}

/**
 * The key that has to begin now: none signs, as after the restore of a backup from before the one that signed was
 * retired. `undefined`: one signs, or none is there.
 */
export function findStranded(placed: readonly PlacedKey[]): PlacedKey | undefined {
  if (placed.some(({ state }) => state === 'signing')) return undefined
  return placed.find(({ state }) => state === 'published')
}

/** Every node reads the keys once a second; this is what no key signs before, after it was published. */
export const nodesHearWithinMs = 5000

/** How keys follow each other. In milliseconds. */
export interface KeyPeriods {
  /** How long each signs. Absent: until an operator says so. */
  readonly rotation?: number | undefined
  /** How long each is published before it signs. */
  readonly publishAhead: number
}

/**
 * When the key that is to be made now begins to sign; `undefined`: none is due. One that is due long since, or after a
 * pause of all nodes, signs no earlier than it has been published for as long as verifiers need.
 */
export function nextStartOf(
  placed: readonly PlacedKey[],
  { rotation, publishAhead }: KeyPeriods,
  now: number,
): number | undefined {
  const last = placed.findLast(({ state }) => state === 'published' || state === 'signing')
  // No one knows a key that could be cached: it may sign at once.
  if (last === undefined) return now
  if (rotation === undefined) return undefined
  // How old the key of the settings is, no one knows.
  const wanted = last.fingerprint === undefined ? last.signsFrom + rotation : now
  return wanted - publishAhead <= now ? Math.max(wanted, now + publishAhead) : undefined
}
