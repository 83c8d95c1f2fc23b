/**
 * A published set of keys, and when it is fetched: the one policy for `jwkUrl`, for providers and for the verifier.
 *
 * First callers share one fetch and wait for it. From then on the set is renewed behind the scenes: a publisher that
 * hangs delays no token whose key is known. An unknown `kid` fetches again, at most every thirty seconds, so that forged
 * ones cannot make this process flood the publisher. Without an answer no token is called invalid: that is
 * `keys_unavailable` (503), since a client signs its user out at a 401. In the thirty seconds too: the key may have been
 * published a moment ago.
 *
 * Where the runtime ties a fetch to the request in which it began (Cloudflare Workers), a fetch that outlasts its request is
 * lost: for the others it never settles, or rejects. `waitUntil` prevents that; without it the next caller fetches anew.
 */
import type { Fetch } from '../kernel/platform-fetch.ts'
import { createWorkShop, lostWork, outcomeOf, type SharedWork } from '../kernel/shared-work.ts'
import type { Events } from '../ports/events.ts'
import type { Timer } from '../ports/timer.ts'
import { type AuthError, problem } from '../problems.ts'
import { type AbsentKeys, createAbsentKeys } from './absent-keys.ts'
import { type FetchedJwks, fetchJwks } from './fetch-jwks.ts'
import type { Jwk } from './jwk-members.ts'
import { createFetchReport } from './report-fetch.ts'
import type { SortedKeys } from './usable-jwks.ts'

export interface RemoteSetOptions {
  readonly url: string
  readonly fetch: Fetch
  /** Which of the keys the platform can use: `sortJwks` on Node. */
  readonly sort: (keys: readonly unknown[]) => SortedKeys | Promise<SortedKeys>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Renews a set that is in use before it is old. Without one it is renewed when it is used. */
  readonly timer?: Timer | undefined
  readonly events?: Events | undefined
  /** Is given each fetch, so that it outlasts the request in which it began. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
  /** The runtime may end a fetch with the request in which it began. */
  readonly losesFetches?: boolean
}

export interface RemoteSet {
  /** The usable keys of the last answer. */
  readonly keys: readonly Jwk[]
  /**
   * Call it before a key is looked up: returns when it makes no sense to wait any longer. `isKnown` is asked again after
   * a fetch. `name` is that of the key in the token, or another text that is the same each time. `isVouched`: the issuer
   * says that there is such a key, so it is fetched without the usual pause. Throws `keys_unavailable`: also for a key that
   * the set does not have, until the publisher was asked after the key was first seen.
   */
  prepare(isKnown: () => boolean, name: string, isVouched?: boolean): Promise<void>
}

const usualFreshMs = 300_000
const shortestFreshMs = 60_000
const longestFreshMs = 600_000
/** If the publisher fails for so long, what it said last no longer counts. */
const longestStaleMs = 86_400_000
const cooldownMs = 30_000
/** While there is no set at all, every token depends on the next attempt. */
const coldCooldownMs = 5000
/** The publisher may be a cache that does not have the key yet. */
const vouchedCooldownMs = 1000
const firstWaitMs = 5000
/** A fetch ends by itself after ten seconds: one that has not ended by then was lost. */
const lostAfterMs = 11_000
/** For a key that is known but old: long enough for a publisher that works, too short to be noticed. */
const renewalWaitMs = 250
/** The part of its time after which a set in use is renewed. */
const renewedAt = 0.8

const none: readonly Jwk[] = []

interface State {
  readonly keys: readonly Jwk[]
  readonly fetchedAt: number
  readonly freshMs: number
}

export function createRemoteSet(options: RemoteSetOptions): RemoteSet {
  const { now } = options
  const held = createHeldSet(now)
  const absent = createAbsentKeys()
  const fetcher = createFetcher(options, held, absent)
  return {
    get keys() {
      return held.current()?.keys ?? none
    },
    async prepare(isKnown, name, isVouched = false) {
      fetcher.used()
      const state = held.current()
      if (state === undefined || !isKnown()) {
        const isAsked = fetcher.canAsk(isVouched)
        const isAbsent = absent.isAbsent(name)
        const isSettled = await fetcher.waitFor(firstWaitMs, isVouched)
        // Once it has answered, a key that is not in the set does not exist.
        const isAnswered = isSettled && !fetcher.isFailing() && held.current() !== undefined
        if (!(isAnswered && (isAsked || isAbsent)) && !isKnown()) throw unavailable(options.url, fetcher.retryInMs())
      } else if (now() - state.fetchedAt > state.freshMs) {
        if (fetcher.isFailing()) fetcher.renewBehind()
        else await fetcher.waitFor(renewalWaitMs)
      }
    },
  }
}

interface HeldSet {
  /** `undefined`: there never was one, or the publisher has failed for too long. */
  current(): State | undefined
  hold(answer: Extract<FetchedJwks, { outcome: 'fetched' }>, keys: readonly Jwk[]): void
}

function createHeldSet(now: () => number): HeldSet {
  let state: State | undefined
  return {
    current: () => (state !== undefined && now() - state.fetchedAt <= longestStaleMs ? state : undefined),
    hold({ freshMs = usualFreshMs }, keys) {
      state = { keys, fetchedAt: now(), freshMs: Math.min(longestFreshMs, Math.max(shortestFreshMs, freshMs)) }
    },
  }
}

/** One fetch at a time, after a cooldown, and one timer. */
function createFetcher(options: RemoteSetOptions, held: HeldSet, absent: AbsentKeys) {
  const { now, timer } = options
  const report = createFetchReport(options)
  let requestedAt = Number.NEGATIVE_INFINITY
  let isFailing = false
  let isUsed = false
  let callOff = () => {}

  const nextAt = (isVouched = false) => {
    if (isVouched) return requestedAt + vouchedCooldownMs
    return requestedAt + (held.current() === undefined ? coldCooldownMs : cooldownMs)
  }

  async function fetchNow(): Promise<void> {
    requestedAt = now()
    absent.begun()
    const answer = await fetchJwks(options.fetch, options.url)
    isFailing = answer.outcome === 'failed'
    if (answer.outcome === 'failed') report.failed(answer.reason)
    else {
      const { usable, skipped } = await options.sort(answer.keys)
      held.hold(answer, usable)
      absent.answered()
      report.fetched(skipped)
    }
    renewLater()
  }

  const fetches = createWorkShop(fetchNow, options.waitUntil)
  const begin = (isVouched = false): SharedWork | undefined => {
    const { current } = fetches
    const isLost = options.losesFetches === true && now() - requestedAt >= lostAfterMs
    if (current !== undefined && !isLost) return current
    return now() < nextAt(isVouched) ? undefined : fetches.begin()
  }
  /** Whether the next fetch need not wait for its time: without any set each token depends on it. */
  const lose = (work: SharedWork): boolean => {
    fetches.forget(work)
    const isCold = held.current() === undefined
    if (isCold) requestedAt = Number.NEGATIVE_INFINITY
    return isCold
  }

  /** A set that no token has used since is left alone: an idle process does not call its publisher for ever. */
  function renewLater(): void {
    callOff()
    if (!isUsed) return
    isUsed = false
    const inMs = isFailing ? cooldownMs : (held.current()?.freshMs ?? usualFreshMs) * renewedAt
    callOff = timer?.after(inMs, () => void begin()) ?? callOff
  }

  return {
    used: () => {
      isUsed = true
    },
    isFailing: () => isFailing,
    /** Whether a fetch is under way, or would be at once. */
    canAsk: (isVouched: boolean) => fetches.current !== undefined || now() >= nextAt(isVouched),
    retryInMs: () => nextAt() - now(),
    renewBehind: () => void begin(),
    waitFor: createWaiting(begin, lose),
  }
}

/** Waits for a fetch, for so many ms at most. Returns whether nothing is under way any more. */
function createWaiting(begin: (isVouched: boolean) => SharedWork | undefined, lose: (work: SharedWork) => boolean) {
  // A fetch that a caller has waited for in vain: the next ones do not wait for it again.
  let slow: SharedWork | undefined
  return async function waitFor(ms: number, isVouched = false): Promise<boolean> {
    const going = begin(isVouched)
    const isShort = ms < firstWaitMs
    if (going === undefined || (isShort && going === slow)) return going === undefined
    const outcome = await outcomeOf(going, elapsed(ms))
    if (outcome === lostWork) return lose(going) && (await waitFor(ms, isVouched))
    if (outcome === undefined) slow = going
    else if ('error' in outcome) throw outcome.error
    return outcome !== undefined
  }
}

/** In real time, whatever the clock says: it bounds how long a caller is kept. */
function elapsed(ms: number): Promise<undefined> {
  const signal = AbortSignal.timeout(ms)
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
}

function unavailable(url: string, retryInMs: number): AuthError {
  const seconds = Math.max(1, Math.ceil(retryInMs / 1000))
  const evidence = { host: new URL(url).host }
  return problem('keys_unavailable', { reason: 'publisher', evidence, headers: { 'Retry-After': String(seconds) } })
}
