/** Follows the revocations of an issuer where there is nothing of Node. */

import { anywhereTimer, randomFraction } from '../../ports/defaults/anywhere.ts'
import { systemClock } from '../../ports/defaults/clock.ts'
import { openRevocationFeed, type RevocationFeed, type RevocationFeedOptions } from '../feed/revocation-feed.ts'

/**
 * ```ts
 * const revocations = createRevocationFeed({ url: 'https://auth.example.com/api/auth/revocations/', token: feedToken, allowance: '10s' })
 * const verify = createRemoteVerifier({ ..., revocations })
 * await verify(token)   // AuthError: 401 after a logout, 503 `revocations_unavailable` while that cannot be known
 * ```
 *
 * It does what the one of `latchkey/verify` does, but unless `follow: 'stream'` says so it keeps no connection: it begins with
 * the first token, and asks again when a token comes and what is known is older than `allowance`. Create it once, outside of
 * requests.
 */
export function createRevocationFeed(options: RevocationFeedOptions): RevocationFeed {
  return openRevocationFeed(options, {
    fetch: globalThis.fetch,
    clock: systemClock,
    timer: anywhereTimer,
    random: randomFraction,
    follow: 'on_demand',
  })
}
