/**
 * The revocation log in memory. It makes a logout effective at once although verifying a token reads no database: what
 * this process revokes is handed over at its commit, and what others revoke is read when a hint or a poll says so. The
 * index knows how old it is: at the end of each turn of the event loop it looks, and when older than its allowance it asks the
 * store, once for all waiting requests. If the store does not answer it refuses (fail closed).
 */
import { nextFlight, singleFlight } from '../kernel/single-flight.ts'
import { createTurnWork } from '../kernel/turn-end.ts'
import { NoAnswer, within } from '../kernel/within.ts'
import type { Clock } from '../ports/clock.ts'
import type { Timer } from '../ports/timer.ts'
import { AuthError, problem } from '../problems.ts'
import { followStore } from './follow-store.ts'
import type { Revocation, RevocationCursor } from './revocation.ts'
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
  /** Reads what other processes have revoked. What this one revokes is here before its write resolves. */
  catchUp(): Promise<void>
  /** Ensures that the index is no older than its allowance. Throws `store_unavailable`, and what a failed read throws. */
  ensureFresh(): Promise<void>
  /** Whether a token is revoked, or its user must be read again. Call `ensureFresh` first. */
  statusOf(token: RevocableToken, userId: string): 'live' | 'revoked' | 'stale'
  /** Calls the listener for every new revocation. Returns a function that unsubscribes. Listeners must not throw. */
  subscribe(listener: (revocation: Revocation) => void): () => void
  /** The number of entries in memory. */
  readonly size: number
  /** The place in the log up to which all is known here, as the store names it; `undefined` before the first read. */
  readonly cursor: RevocationCursor | undefined
  /** The time, in ms, up to which the log was read; -Infinity before the first read. */
  readonly asOf: number
  /** Stops listening and polling. */
  close(): void
}

interface Options {
  readonly store: Pick<SessionStore, 'revokedSince' | 'onRevoked' | 'changeMark' | 'watch'>
  readonly clock: Clock
  readonly timer: Timer
  /** How long, in ms, the index is trusted without reading the log again. */
  readonly allowance: number
  /**
   * In ms. Entries are kept for so much longer: one that was written under a smaller leeway would be dropped while its
   * token is still accepted.
   */
  readonly leeway: number
}

/** A store that does not answer within this, in ms, is away. */
const patience = 2000

export function createRevocationIndex({ store, clock, timer, allowance, leeway }: Options): RevocationIndex {
  const entries = createRevocationEntries()
  const listeners = new Set<(revocation: Revocation) => void>()
  const elapsed = () => clock.elapsed?.() ?? clock.now()
  let [cursor, known]: (RevocationCursor | undefined)[] = []
  let asOf = Number.NEGATIVE_INFINITY
  /** By the clock that only grows. */
  let readAt = Number.NEGATIVE_INFINITY
  let readMark: unknown = unread

  const add = (revocations: readonly Revocation[]) => {
    const news = revocations.filter(entries.put)
    for (const revocation of news) for (const listener of listeners) listener(revocation)
  }
  const pull = async () => {
    const [startedAt, moment, mark] = [clock.now(), elapsed(), markOf(store)]
    const since = startedAt - leeway
    for (let isLast = false; !isLast; ) {
      // Each page has its own bound: one that never comes would keep everyone waiting behind it, and a long log is no fault.
      const page = await within(timer.after, patience, store.revokedSince(cursor, since))
      add(page.revocations.filter(({ keepUntil }) => keepUntil > since))
      ;({ cursor, isLast } = page)
      // A long log must not stop the event loop: other requests go on between its pages (denial of service).
      if (!isLast) await new Promise(setImmediate)
    }
    ;[asOf, readAt, readMark, known] = [startedAt, moment, mark, cursor]
    entries.prune(since)
  }
  const isFresh = () => {
    const mark = markOf(store)
    // Where the store can tell that no other process has committed, the index is as new as can be.
    if (mark !== undefined) {
      if (mark === readMark) asOf = clock.now()
      return mark === readMark
    }
    const age = elapsed() - readAt
    // A negative age means that the clock was set back: the real age is unknown.
    return age >= 0 && age <= allowance
  }
  // Once for all requests of a turn, after the last of them has arrived. To ask for each costs it 4 us: SQLite locks the file
  // to answer. And whom a guard admits one after the other are answered one after the other (see `turn-end.ts`).
  const askOnce = createTurnWork(() => (isFresh() ? undefined : shareCatchUp().catch(refuseUnread)))
  const catchUp = nextFlight(pull)
  const shareCatchUp = singleFlight(() => within(timer.after, patience, catchUp()))
  const stopHearing = store.onRevoked(add)
  const follower = followStore({ store, timer, allowance, catchUp })

  return {
    catchUp,
    ensureFresh() {
      follower.start()
      return askOnce()
    },
    close() {
      stopHearing()
      follower.stop()
    },
    statusOf: (token, userId) => statusOf(entries, token, userId),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    get size() {
      return entries.size
    },
    get cursor() {
      return known
    },
    get asOf() {
      return asOf
    },
  }
}

/**
 * Either way the token is refused. Only a store that says that it is away may promise that a retry helps: a missing table
 * or a mistake in code is a 500 whose cause is in the log.
 */
export function refuseUnread(cause: unknown): never {
  const isAway = cause instanceof NoAnswer || (cause instanceof AuthError && cause.code === 'store_unavailable')
  if (!isAway) throw cause
  throw problem('store_unavailable', { reason: 'revocations_unknown', cause, headers: { 'Retry-After': '1' } })
}

function statusOf(entries: RevocationEntries, token: RevocableToken, userId: string): 'live' | 'revoked' | 'stale' {
  if (token.jti !== undefined && entries.has('jti', token.jti)) return 'revoked'
  if (token.sid !== undefined) {
    if (entries.has('sid', token.sid)) return 'revoked'
  } else if (wasBefore(entries.revokedBefore(userId), token.iat)) return 'revoked'
  return entries.has('user-stale', userId) ? 'stale' : 'live'
}

/** A token without iat cannot prove that it is newer than the revocation, so it counts as older. */
function wasBefore(instant: number | undefined, iat: unknown): boolean {
  if (instant === undefined) return false
  return typeof iat !== 'number' || iat <= Math.floor(instant / 1000)
}

/** No store's mark. */
const unread = Symbol('unread')

/** A store that fails is to be read, where its failure is told. `undefined`: it cannot tell. */
function markOf({ changeMark }: Options['store']): unknown {
  if (changeMark === undefined) return undefined
  try {
    return changeMark()
  } catch {
    return Symbol('failed')
  }
}
