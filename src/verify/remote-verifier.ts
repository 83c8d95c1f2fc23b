/** Verifies with the keys that the issuer publishes, and fetches nothing else. */
import { createRemoteJwks } from '../keys/remote-jwks.ts'
import { systemTimer } from '../ports/defaults/timer.ts'
import type { Claims } from '../tokens/token.ts'
import { namedKey } from '../tokens/token-reader.ts'
import { createCheck, type RevocableChecks } from './check.ts'
import { requireKey } from './feed/revocation-check.ts'
import type { VerifiedToken } from './options.ts'
import { type PublishedKeys, readPublishedKeys } from './published-keys.ts'

/** The same, for keys that the issuer publishes (`/.well-known/jwks.json`). */
export interface RemoteVerifierOptions<Output = Claims> extends RevocableChecks<Output>, PublishedKeys {}

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
  const published = createRemoteJwks({ ...readPublishedKeys(options, ['revocations']), timer: systemTimer })
  const { revocations } = options
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
