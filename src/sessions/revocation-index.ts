/**
 * The revocation log in memory. It makes a logout effective at once although verifying a token reads no database. It
 * tracks its age: when older than its allowance it reads the store, once for all waiting requests, and if the store
 * fails it refuses (fail closed).
 */
import { singleFlight } from '../kernel/single-flight.ts'
import type { Clock } from '../ports/clock.ts'
import { problem } from '../problems.ts'
import type { Revocation } from './revocation.ts'
import { createRevocationEntries, type RevocationEntries } from './revocation-entries.ts'
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
  const { entries, put, prune } = createRevocationEntries()
  const listeners = new Set<(revocation: Revocation) => void>()
  let sequence = 0
  let asOf = Number.NEGATIVE_INFINITY

  const catchUp = async () => {
    const startedAt = clock.now()
    for (let pages = 1; ; pages += 1) {
      const page = await store.revokedSince(sequence, startedAt - leeway)
      if (page.length === 0) break
      addPage(page, startedAt - leeway)
      // A long log must not stop the event loop: other requests go on between its pages (denial of service).
      if (pages > 1) await new Promise(setImmediate)
    }
    asOf = startedAt
    prune(startedAt - leeway)
  }
  const addPage = (page: readonly Revocation[], since: number) => {
    // A read that was overtaken by a later one must not restore older entries.
    const added = page.filter(revocation => revocation.sequence > sequence)
    sequence = Math.max(sequence, page.at(-1)?.sequence ?? 0)
    const kept = added.filter(({ keepUntil }) => keepUntil > since)
    for (const revocation of kept) put(revocation)
    for (const revocation of kept) for (const listener of listeners) listener(revocation)
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

function statusOf(entries: RevocationEntries, token: RevocableToken, userId: string): 'live' | 'revoked' | 'stale' {
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
