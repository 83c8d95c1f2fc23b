/** Revocations for services without a database: the part and the endpoint of the feature. auth.ts lists it. */
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Needs } from '../../system.ts'
import { revocationFeedEndpoint } from './endpoint.ts'
import { createRevocationFeed } from './feed.ts'
import type { FeedParts } from './feed-parts.ts'

export function revocationFeedParts(parts: FeedParts): Needs<'revocationFeed'> {
  return { revocationFeed: createRevocationFeed(parts) }
}

/** Off unless a secret is given. */
export function revocationFeedEndpoints({ revocationFeedTokens }: Settings): readonly Endpoint[] {
  return revocationFeedTokens === undefined ? [] : [revocationFeedEndpoint]
}
