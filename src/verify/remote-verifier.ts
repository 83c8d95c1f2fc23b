/** Verifies with the keys that the issuer publishes, and fetches nothing else. */
import type { Fetch } from '../kernel/platform-fetch.ts'
import type { AlgorithmName } from '../keys/algorithm-table.ts'
import { createRemoteJwks } from '../keys/remote-jwks.ts'
import { systemClock } from '../ports/defaults/clock.ts'
import { systemTimer } from '../ports/defaults/timer.ts'
import type { AuthEvent } from '../ports/events.ts'
import type { Claims } from '../tokens/token.ts'
import { namedKey } from '../tokens/token-reader.ts'
import { createCheck, type RevocableChecks } from './check.ts'
import { requireKey } from './feed/revocation-check.ts'
import { optionNames, refuseOptions, safetyOptions, type VerifiedToken } from './options.ts'

/** The same, for keys that the issuer publishes (`/.well-known/jwks.json`). */
export interface RemoteVerifierOptions<Output = Claims> extends RevocableChecks<Output> {
  /** Where the issuer publishes its keys: HTTPS, or this machine. */
  readonly jwksUrl: string
  /** The algorithm that the issuer signs with; keys for others are skipped. The publisher does not choose it. */
  readonly algorithm: AlgorithmName
  readonly fetch?: Fetch
  /** Hears of a publisher that fails (`keys.unavailable`), and of keys that cannot be used (`keys.skipped`). */
  readonly onEvent?: (event: AuthEvent) => void
}

const remoteOptionNames: readonly string[] = [
  ...optionNames.filter(name => name !== 'keys'),
  ...(['jwksUrl', 'algorithm', 'fetch', 'onEvent', 'revocations'] satisfies readonly (keyof RemoteVerifierOptions)[]),
]

/**
 * ```ts
 * const verify = createRemoteVerifier({
 *   jwksUrl: 'https://auth.example.com/.well-known/jwks.json', algorithm: 'ES256',
 *   issuer: 'https://auth.example.com', audience: 'orders', tokenType: 'access', leeway: '5s',
 * })
 * const { userId } = await verify(token)   // AuthError: 401, or 503 `keys_unavailable` while there are no keys
 * ```
 *
 * First callers share one fetch. Later the keys are renewed behind the scenes: a publisher that hangs delays no token
 * whose key is known. A token without a `kid` is refused.
 */
export function createRemoteVerifier<Output = Claims>(
  options: RemoteVerifierOptions<Output>,
): (token: string) => Promise<VerifiedToken<Output>> {
  refuseOptions('createRemoteVerifier', options, remoteOptionNames, ['jwksUrl', 'algorithm', ...safetyOptions])
  const { jwksUrl: url, algorithm, clock = systemClock, fetch = globalThis.fetch, onEvent, revocations } = options
  if (!secureUrl.test(url)) throw new TypeError('createRemoteVerifier: jwksUrl is not HTTPS, and not of this machine')
  if (algorithm.startsWith('HS')) throw new TypeError('createRemoteVerifier: an HS algorithm has no public keys')
  const events = onEvent && { emit: onEvent }
  const published = createRemoteJwks({ url, algorithm, fetch, now: clock.now, timer: systemTimer, events })
  const check = createCheck('createRemoteVerifier', options, published)
  return async token => {
    if (typeof token === 'string') {
      const kid = namedKey(token)
      if (revocations !== undefined) await requireKey(revocations, kid)
      // A key that the issuer names was invented by no one: it is fetched at once.
      await published.prepare(kid, kid !== undefined && revocations?.vouchesFor(kid) === true)
    }
    return await check.verifyLater(token)
  }
}

const secureUrl = /^https:\/\/[^\s#@]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s#@]*)?$/
