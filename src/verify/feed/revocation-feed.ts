/** What a verifier is given to know of revocations, and what it is told. */
import { type Duration, parseDuration } from '../../kernel/duration.ts'
import type { Fetch } from '../../kernel/platform-fetch.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AuthEvent } from '../../ports/events.ts'
import type { Timer } from '../../ports/timer.ts'
import { refuseOptions } from '../options.ts'
import { createFeedClient } from './feed-client.ts'
import { createFeedReport } from './report-feed.ts'
import type { TokenMarks } from './token-marks.ts'

/** Which feed a service follows, and how fresh it has to be. */
export interface RevocationFeedOptions {
  /** Where the issuer serves its revocations, `https://auth.example.com/api/auth/revocations/`: HTTPS, or this machine. */
  readonly url: string
  /** One of the issuer's `revocationFeedTokens`. */
  readonly token: string
  /**
   * How long a token may be accepted after its revocation, at most, and how long tokens are accepted while the issuer is
   * away. Default: 1 second. `0`: the issuer is asked for each use, once for all that wait.
   */
  readonly allowance?: Duration
  /**
   * `stream`: one answer of the issuer stays open, so that a token waits for nothing. `on_demand`: the issuer is asked when a
   * token comes and what is known is older than `allowance`, once for all that wait, and nothing lasts between requests: for
   * edge workers and functions, which cannot keep a connection. Default: `stream` in `latchkey/verify`, `on_demand` in
   * `latchkey/verify/web`.
   */
  readonly follow?: 'stream' | 'on_demand'
  /** After so long without a token a stream is given up; the next token waits until the issuer is asked. Default: 5 minutes. */
  readonly idleAfter?: Duration
  /**
   * Is given the promise of each question, so that it outlasts the request in which it began: `waitUntil` of
   * `cloudflare:workers`, for example. Without it a question that is lost is asked again by the next token, after a second.
   */
  readonly waitUntil?: (work: Promise<unknown>) => void
  readonly fetch?: Fetch
  readonly clock?: Clock
  /** Hears of an issuer that cannot be read (`revocations.unavailable`). */
  readonly onEvent?: (event: AuthEvent) => void
}

/**
 * The revocations of one issuer, as they are known here. Give it to the verifiers of this process as `revocations`; the
 * methods below `close` are for them.
 */
export interface RevocationFeed {
  /** Resolves once revocations are known. Throws `revocations_unavailable` (503) where the issuer does not answer for ten seconds. */
  ready(): Promise<void>
  /** How many revocations are held. */
  readonly size: number
  /** Stops following: from then on every token is 503. */
  close(): void
  /**
   * Asks the issuer ahead, where what is known is older than half of `allowance`, so that no token has to wait: in
   * `waitUntil` of a request, or on a schedule. Throws `revocations_unavailable`.
   */
  refresh(): Promise<void>
  /** Whether tokens have to wait for it (`allowance: 0`, `follow: 'on_demand'`), so that no verifier can use it without. */
  readonly isWaitedFor: boolean
  /** Ensures that what is known is no older than the allowance. Throws `revocations_unavailable`. */
  ensureFresh(): Promise<void>
  /** The same without waiting: throws where the issuer would have to be asked. */
  requireFresh(): void
  /** Asks once more, at most once a second. Throws `revocations_unavailable`. */
  askAgain(): Promise<void>
  /** Follows without an end, for verifiers that cannot wait. */
  keepFollowing(): void
  /** Whether the issuer verifies tokens that name this key. */
  acceptsKey(kid: string | undefined): boolean
  /** Whether the issuer names this key. */
  vouchesFor(kid: string): boolean
  isRevoked(marks: TokenMarks, iat: unknown): boolean
}

/** What a runtime brings. */
export interface FeedRuntime {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly timer: Timer
  /** From 0 to 1. */
  readonly random: () => number
  /** Unless the options say otherwise. */
  readonly follow: 'stream' | 'on_demand'
}

const names: readonly string[] = [
  'url',
  'token',
  'allowance',
  'follow',
  'idleAfter',
  'waitUntil',
  'fetch',
  'clock',
  'onEvent',
] satisfies readonly (keyof RevocationFeedOptions)[]

/** Throws TypeError for options that are wrong. */
export function openRevocationFeed(options: RevocationFeedOptions, runtime: FeedRuntime): RevocationFeed {
  const maker = 'createRevocationFeed'
  refuseOptions(maker, options, names, ['url', 'token'])
  const { url, token, fetch = runtime.fetch, clock = runtime.clock, onEvent, waitUntil } = options
  if (!secureUrl.test(url)) throw new TypeError(`${maker}: url is not HTTPS, and not of this machine`)
  if (!/^[\x21-\x7e]{32,512}$/.test(token)) throw new TypeError(`${maker}: token is no secret of the feed`)
  const allowance = millisecondsOf('allowance', options.allowance ?? 1)
  const idleAfter = millisecondsOf('idleAfter', options.idleAfter ?? '5m')
  const follow = options.follow ?? runtime.follow
  if (follow !== 'stream' && follow !== 'on_demand') throw new TypeError(`${maker}: follow is 'stream' or 'on_demand'`)
  const report = createFeedReport(url, clock, onEvent)
  const { timer, random } = runtime
  const parts = { url, token, allowance, idleAfter, follow, fetch, clock, timer, random, waitUntil, report }
  const client = createFeedClient(parts)
  const { state } = client
  return {
    ready: client.ready,
    get size() {
      return state.held.size
    },
    close: client.close,
    refresh: client.refresh,
    isWaitedFor: allowance === 0 || follow === 'on_demand',
    ensureFresh: client.ensureFresh,
    requireFresh: client.requireFresh,
    askAgain: client.askAgain,
    keepFollowing: client.keepFollowing,
    acceptsKey: kid => isAccepted(state.keys, kid),
    vouchesFor: kid => state.keys?.includes(kid) === true,
    isRevoked: (marks, iat) => state.held.isRevoked(marks, iat, state.countsSessions),
  }
}

function millisecondsOf(name: 'allowance' | 'idleAfter', given: Duration): number {
  const seconds = parseDuration(given)
  if (seconds === undefined) throw new TypeError(`createRevocationFeed: ${name} is not a duration`)
  return seconds * 1000
}

/** A single key without a name ignores the one that a token gives. */
function isAccepted(keys: readonly (string | null)[] | undefined, kid: string | undefined): boolean {
  if (keys === undefined || (keys.length === 1 && keys[0] === null)) return true
  return keys.includes(kid ?? null)
}

const secureUrl = /^https:\/\/[^\s#@?]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s#@?]*)?$/
