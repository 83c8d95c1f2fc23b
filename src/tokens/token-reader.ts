/** How flows read tokens: through the cache of verified tokens, after fetching remote keys where JWK_URL is set. */
import { decodeBase64url } from '../kernel/decode.ts'
import type { RemoteJwks } from '../keys/remote-jwks.ts'
import { parseJsonObject } from './json-text.ts'
import type { Claims } from './token.ts'
import type { VerifiedCache } from './verified-cache.ts'

export interface TokenReader {
  /** Checks signature, times, issuer and audience. Throws `token_not_valid`. Does NOT check kind or revocation. */
  read(text: string): Claims | Promise<Claims>
}

/** Reads the unverified header for one purpose only: to fetch the published key that it names. */
export function createRemoteReader(cache: VerifiedCache, keys: RemoteJwks): TokenReader {
  return {
    async read(text) {
      await keys.prepare(namedKey(text))
      return cache.read(text)
    },
  }
}

export function namedKey(text: string): string | undefined {
  const bytes = decodeBase64url(text.slice(0, Math.min(text.indexOf('.'), 1024)))
  const kid = bytes === undefined ? undefined : parseJsonObject(bytes)?.kid
  return typeof kid === 'string' ? kid : undefined
}
