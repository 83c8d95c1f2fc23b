/**
 * The revocation log in memory: what makes a logout hold at once although verifying a token reads no database. It
 * knows how fresh it is; older than its allowance it asks the store, once for all waiting requests, and when the
 * store does not answer it refuses (fail closed).
 */
import { singleFlight } from '../kernel/single-flight.ts'
import type { Clock } from '../ports/clock.ts'
import { problem } from '../problems.ts'
import type { Revocation } from './revocation.ts'
import type { SessionStore } from './store.ts'

/** The claims that a revocation can name. */
export interface RevocableClaims {
  readonly jti?: unknown
  readonly sid?: unknown
  readonly iat?: unknown
}

export interface RevocationIndex {
  /** Reads what was appended since; a deed calls it before it answers, so that this node obeys its own deed. */
  catchUp(): Promise<void>
  /** Makes sure that the index is no older than its allowance. Throws `store_unavailable` when it cannot. */
  ensureFresh(): Promise<void>
  /** Whether a token is revoked, or its user must be read again. Ask `ensureFresh` first. */
  statusOf(claims: RevocableClaims, userId: string): 'live' | 'revoked' | 'stale'
  /** Hears of every revocation when it becomes known here; what it gives ends that. Listeners must not throw. */
  subscribe(listener: (revocation: Revocation) => void): () => void
  /** How many entries are held. */
  readonly size: number
  /** The moment, in ms, up to which the log was read; minus infinity before the first reading. */
  readonly asOf: number
}

interface Options {
  readonly store: Pick<SessionStore, 'revokedSince'>
  readonly clock: Clock
  /** Milliseconds for which what was read is taken for true. */
  readonly allowance: number
}

export function createRevocationIndex({ store, clock, allowance }: Options): RevocationIndex {
  const entries = {
    jti: new Map(),
    sid: new Map(),
    'user-before': new Map(),
    'user-stale': new Map(),
  } satisfies Entries
  const listeners = new Set<(revocation: Revocation) => void>()
  let sequence = 0
  let asOf = Number.NEGATIVE_INFINITY

  const catchUp = async () => {
    const asked = clock.now()
    const learned: Revocation[] = []
    for (const revocation of await store.revokedSince(sequence)) {
      // An answer that was overtaken by a later one must not bring an older instant back.
      if (revocation.sequence <= sequence) continue
      // Behind the others, where `prune` looks for what lasts longest: a busy user must not keep all the rest.
      entries[revocation.kind].delete(revocation.subject)
      entries[revocation.kind].set(revocation.subject, revocation)
      sequence = revocation.sequence
      learned.push(revocation)
    }
    asOf = asked
    prune(entries, asked)
    for (const revocation of learned) for (const listener of listeners) listener(revocation)
  }
  const sharedCatchUp = singleFlight(catchUp)

  return {
    catchUp,
    async ensureFresh() {
      const age = clock.now() - asOf
      // A clock that was set back makes what was read look newer than now: it is as good as unknown.
      if (age >= 0 && age <= allowance) return
      try {
        await sharedCatchUp()
      } catch (cause) {
        throw problem('store_unavailable', { reason: 'revocations_unknown', cause, headers: { 'Retry-After': '1' } })
      }
    },
    statusOf: (claims, userId) => statusOf(entries, claims, userId),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    get size() {
      return Object.values(entries).reduce((sum, map) => sum + map.size, 0)
    },
    get asOf() {
      return asOf
    },
  }
}

type Entries = Readonly<Record<Revocation['kind'], Map<string, Revocation>>>

function statusOf(entries: Entries, claims: RevocableClaims, userId: string): 'live' | 'revoked' | 'stale' {
  if (typeof claims.jti === 'string' && entries.jti.has(claims.jti)) return 'revoked'
  if (typeof claims.sid === 'string') {
    if (entries.sid.has(claims.sid)) return 'revoked'
  } else if (wasBefore(entries['user-before'].get(userId), claims.iat)) return 'revoked'
  return entries['user-stale'].has(userId) ? 'stale' : 'live'
}

/** A token without an iat cannot show that it is younger than the instant: it counts as older. */
function wasBefore(revocation: Revocation | undefined, iat: unknown): boolean {
  if (revocation === undefined) return false
  return typeof iat !== 'number' || iat <= Math.floor(revocation.at / 1000)
}

/** Forgets what no valid token can name any more: entries leave in the order in which they came, mostly. */
function prune(entries: Entries, now: number): void {
  for (const map of Object.values(entries)) {
    for (const [subject, revocation] of map) {
      if (revocation.keepUntil > now) break
      map.delete(subject)
    }
  }
}
