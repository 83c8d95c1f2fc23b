/**
 * The revocation log in memory. It makes a logout effective at once although verifying a token reads no database. It
 * tracks its age: when older than its allowance it reads the store, once for all waiting requests, and if the store
 * fails it refuses (fail closed).
 */
import { singleFlight } from '../kernel/single-flight.ts'
import type { Clock } from '../ports/clock.ts'
import { problem } from '../problems.ts'
import type { Revocation } from './revocation.ts'
import type { SessionStore } from './store.ts'

/** What of a token a revocation can name. */
export interface RevocableToken {
  /** By `tokenIdOf`: the settings name the claim. */
  readonly jti?: string | undefined
  /** Where our store knows the session. */
  readonly sid?: string | undefined
  readonly iat?: unknown
}

export interface RevocationIndex {
  /** Reads new entries. An action calls it before responding, so that this node applies its own revocations at once. */
  catchUp(): Promise<void>
  /** Ensures that the index is no older than its allowance, or throws `store_unavailable`. */
  ensureFresh(): Promise<void>
  /** Whether a token is revoked, or its user must be read again. Call `ensureFresh` first. */
  statusOf(token: RevocableToken, userId: string): 'live' | 'revoked' | 'stale'
  /** Calls the listener for every new revocation. Returns a function that unsubscribes. Listeners must not throw. */
  subscribe(listener: (revocation: Revocation) => void): () => void
  /** The number of entries in memory. */
  readonly size: number
  /** The time, in ms, up to which the log was read; -Infinity before the first read. */
  readonly asOf: number
}

interface Options {
  readonly store: Pick<SessionStore, 'revokedSince'>
  readonly clock: Clock
  /** How long, in ms, the index is trusted without reading the log again. */
  readonly allowance: number
  /**
   * In ms. Entries are kept for so much longer: one that was written under a smaller leeway would be dropped while its
   * token is still accepted.
   */
  readonly leeway: number
}

export function createRevocationIndex({ store, clock, allowance, leeway }: Options): RevocationIndex {
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
    const startedAt = clock.now()
    const added: Revocation[] = []
    for (const revocation of await store.revokedSince(sequence)) {
      // A read that was overtaken by a later one must not restore older entries.
      if (revocation.sequence <= sequence) continue
      // Re-inserted at the end, because `prune` stops at the first entry to keep: a busy user must not shield the rest.
      entries[revocation.kind].delete(revocation.subject)
      entries[revocation.kind].set(revocation.subject, revocation)
      sequence = revocation.sequence
      added.push(revocation)
    }
    asOf = startedAt
    prune(entries, startedAt - leeway)
    for (const revocation of added) for (const listener of listeners) listener(revocation)
  }
  const sharedCatchUp = singleFlight(catchUp)

  return {
    catchUp,
    async ensureFresh() {
      const age = clock.now() - asOf
      // A negative age means that the clock was set back: the real age is unknown.
      if (age >= 0 && age <= allowance) return
      try {
        await sharedCatchUp()
      } catch (cause) {
        throw problem('store_unavailable', { reason: 'revocations_unknown', cause, headers: { 'Retry-After': '1' } })
      }
    },
    statusOf: (token, userId) => statusOf(entries, token, userId),
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

function statusOf(entries: Entries, token: RevocableToken, userId: string): 'live' | 'revoked' | 'stale' {
  if (token.jti !== undefined && entries.jti.has(token.jti)) return 'revoked'
  if (token.sid !== undefined) {
    if (entries.sid.has(token.sid)) return 'revoked'
  } else if (wasBefore(entries['user-before'].get(userId), token.iat)) return 'revoked'
  return entries['user-stale'].has(userId) ? 'stale' : 'live'
}

/** A token without iat cannot prove that it is newer than the revocation, so it counts as older. */
function wasBefore(revocation: Revocation | undefined, iat: unknown): boolean {
  if (revocation === undefined) return false
  return typeof iat !== 'number' || iat <= Math.floor(revocation.at / 1000)
}

/** Drops entries that no valid token can match any more. Insertion order is mostly the order of expiry. */
function prune(entries: Entries, now: number): void {
  for (const map of Object.values(entries)) {
    for (const [subject, revocation] of map) {
      if (revocation.keepUntil > now) break
      map.delete(subject)
    }
  }
}
