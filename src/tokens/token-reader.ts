/** Where the flows read tokens: the cache of verified ones, and before it, where keys are published elsewhere, those. */
import { decodeBase64url } from '../kernel/bytes.ts'
import type { RemoteJwks } from '../keys/remote-jwks.ts'
import { parseJsonObject } from './json-text.ts'
import type { Claims } from './token.ts'
import type { VerifiedCache } from './verified-cache.ts'

export interface TokenReader {
  /** Signature, times, issuer, audience. Throws `token_not_valid`. Does NOT ask about kind or revocation. */
  read(text: string): Claims | Promise<Claims>
}

/** The header is looked at before the signature for one thing: which published key to have at hand. */
export function createRemoteReader(cache: VerifiedCache, keys: RemoteJwks): TokenReader {
  return {
    async read(text) {
      await keys.prepare(namedKey(text))
      return cache.read(text)
    },
  }
}

function namedKey(text: string): string | undefined {
  const bytes = decodeBase64url(text.slice(0, Math.min(text.indexOf('.'), 1024)))
  const kid = bytes === undefined ? undefined : parseJsonObject(bytes)?.kid
  return typeof kid === 'string' ? kid : undefined
}
