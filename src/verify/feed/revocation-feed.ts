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
  /** After so long without a token the issuer is left alone; the next token waits until it is asked. Default: 5 minutes. */
  readonly idleAfter?: Duration
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
  /** Whether it is to be asked at each use (`allowance: 0`), so that no verifier can use it without waiting. */
  readonly asksAlways: boolean
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
}

const names: readonly string[] = [
  'url',
  'token',
  'allowance',
  'idleAfter',
  'fetch',
  'clock',
  'onEvent',
] satisfies readonly (keyof RevocationFeedOptions)[]

/** Throws TypeError for options that are wrong. */
export function openRevocationFeed(options: RevocationFeedOptions, runtime: FeedRuntime): RevocationFeed {
  const maker = 'createRevocationFeed'
  refuseOptions(maker, options, names, ['url', 'token'])
  const { url, token, fetch = runtime.fetch, clock = runtime.clock, onEvent } = options
  if (!secureUrl.test(url)) throw new TypeError(`${maker}: url is not HTTPS, and not of this machine`)
  if (!/^[\x21-\x7e]{32,512}$/.test(token)) throw new TypeError(`${maker}: token is no secret of the feed`)
  const allowance = millisecondsOf('allowance', options.allowance ?? 1)
  const idleAfter = millisecondsOf('idleAfter', options.idleAfter ?? '5m')
  const report = createFeedReport(url, clock, onEvent)
  const { timer, random } = runtime
  const client = createFeedClient({ url, token, allowance, idleAfter, fetch, clock, timer, random, report })
  const { state } = client
  return {
    ready: client.ready,
    get size() {
      return state.held.size
    },
    close: client.close,
    asksAlways: allowance === 0,
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
