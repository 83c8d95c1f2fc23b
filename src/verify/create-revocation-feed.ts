/** Follows the revocations of an issuer, in Node. */
import { createHash } from 'node:crypto'
import { systemClock } from '../ports/defaults/clock.ts'
import { systemRandom } from '../ports/defaults/random.ts'
import { systemTimer } from '../ports/defaults/timer.ts'
import { openRevocationFeed, type RevocationFeed, type RevocationFeedOptions } from './feed/revocation-feed.ts'

/**
 * ```ts
 * const revocations = createRevocationFeed({ url: 'https://auth.example.com/api/auth/revocations/', token: process.env.FEED_TOKEN })
 * const verify = createRemoteVerifier({ ..., revocations })
 * await verify(token)   // AuthError: 401 after a logout, 503 `revocations_unavailable` while that cannot be known
 * ```
 *
 * It begins at once and keeps one answer of the issuer open, which keeps the process alive: `close()` ends it. Create it
 * once. A feed is of one issuer: a verifier that takes tokens of several refuses those of the others by their keys.
 */
export function createRevocationFeed(options: RevocationFeedOptions): RevocationFeed {
  return openRevocationFeed(options, {
    fetch: globalThis.fetch,
    clock: systemClock,
    timer: systemTimer,
    random: () => (systemRandom.bytes(1)[0] ?? 0) / 256,
    follow: 'stream',
  })
}

export function digestText(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}
