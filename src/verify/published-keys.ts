/** What a verifier is told of keys that the issuer publishes. Nothing here is of Node. */
import type { Fetch } from '../kernel/platform-fetch.ts'
import type { AlgorithmName } from '../keys/algorithm-table.ts'
import { systemClock } from '../ports/defaults/clock.ts'
import type { AuthEvent, Events } from '../ports/events.ts'
import { optionNames, refuseOptions, safetyOptions, type VerifierChecks } from './options.ts'

/** Where the keys are, and what they are used for. */
export interface PublishedKeys {
  /** Where the issuer publishes its keys: HTTPS, or this machine. */
  readonly jwksUrl: string
  /** The algorithm that the issuer signs with; keys for others are skipped. The publisher does not choose it. */
  readonly algorithm: AlgorithmName
  readonly fetch?: Fetch
  /**
   * Is given the promise of each fetch, so that it outlasts the request in which it began: `waitUntil` of
   * `cloudflare:workers`, for example.
   */
  readonly waitUntil?: (work: Promise<unknown>) => void
  /** Hears of a publisher that fails (`keys.unavailable`), and of keys that cannot be used (`keys.skipped`). */
  readonly onEvent?: (event: AuthEvent) => void
}

/** How the keys are fetched. */
export interface Publisher {
  readonly url: string
  readonly algorithm: AlgorithmName
  readonly fetch: Fetch
  readonly now: () => number
  readonly events: Events | undefined
  readonly waitUntil: ((work: Promise<unknown>) => void) | undefined
}

const publishedKeysNames: readonly (keyof PublishedKeys)[] = ['jwksUrl', 'algorithm', 'fetch', 'waitUntil', 'onEvent']

/** Throws a TypeError for what is missing, misspelled or not safe. `more`: the options that this verifier has beside. */
export function readPublishedKeys(
  options: PublishedKeys & Pick<VerifierChecks, 'clock'>,
  more: readonly string[] = [],
): Publisher {
  const known = [...optionNames.filter(name => name !== 'keys'), ...publishedKeysNames, ...more]
  refuseOptions('createRemoteVerifier', options, known, ['jwksUrl', 'algorithm', ...safetyOptions])
  const { jwksUrl: url, algorithm, clock = systemClock, fetch = globalThis.fetch, onEvent, waitUntil } = options
  if (!secureUrl.test(url)) throw new TypeError('createRemoteVerifier: jwksUrl is not HTTPS, and not of this machine')
  if (algorithm.startsWith('HS')) throw new TypeError('createRemoteVerifier: an HS algorithm has no public keys')
  return { url, algorithm, fetch, now: clock.now, events: onEvent && { emit: onEvent }, waitUntil }
}

const secureUrl = /^https:\/\/[^\s#@]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s#@]*)?$/
