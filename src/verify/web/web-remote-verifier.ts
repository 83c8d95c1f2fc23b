/** Verifies with the keys that the issuer publishes, by WebCrypto, and fetches nothing else. */
import type { AlgorithmName } from '../../keys/algorithm-table.ts'
import type { Jwk } from '../../keys/jwk-members.ts'
import { createKeyLookup, type KeyLookup } from '../../keys/key-lookup.ts'
import { createRemoteSet } from '../../keys/remote-set.ts'
import { algorithmsOf } from '../../keys/usable-jwks.ts'
import type { Claims } from '../../tokens/token.ts'
import { namedKey } from '../../tokens/token-reader.ts'
import type { RevocableChecks } from '../check.ts'
import { requireKey } from '../feed/revocation-check.ts'
import type { VerifiedToken } from '../options.ts'
import { type PublishedKeys, readPublishedKeys } from '../published-keys.ts'
import { createWebCheck, noKeys } from './web-check.ts'
import { importWebJwk, sortWebJwks } from './web-jwks.ts'
import type { WebKey } from './web-key.ts'

/** The options of `latchkey/verify` for keys that the issuer publishes. */
export interface WebRemoteVerifierOptions<Output = Claims> extends RevocableChecks<Output>, PublishedKeys {}

/**
 * ```ts
 * const verify = createRemoteVerifier({
 *   jwksUrl: 'https://auth.example.com/.well-known/jwks.json', algorithm: 'ES256',
 *   issuer: 'https://auth.example.com', audience: 'orders', tokenType: 'access', leeway: '5s',
 * })
 * const { userId } = await verify(token)   // AuthError: 401, or 503 `keys_unavailable` while there are no keys
 * ```
 *
 * Keys are fetched and kept as by `latchkey/verify`, but without a timer, which not every runtime allows: an old set is
 * renewed when a token comes. A token without a `kid` is refused.
 */
export function createRemoteVerifier<Output = Claims>(
  options: WebRemoteVerifierOptions<Output>,
): (token: string) => Promise<VerifiedToken<Output>> {
  const { algorithm, ...publisher } = readPublishedKeys(options, ['revocations'])
  const { revocations } = options
  const set = createRemoteSet({ ...publisher, sort: sortWebJwks, losesFetches: true })
  let made: Made | undefined
  /** Each caller that finds them new imports them: no request waits for what another one began. */
  const current = async (): Promise<KeyLookup<WebKey>> => {
    const { keys } = set
    if (made?.of === keys) return made.lookup
    const lookup = await openKeys(keys, algorithm)
    made = { of: keys, lookup }
    return lookup
  }
  return createWebCheck('createRemoteVerifier', options, async token => {
    const kid = typeof token === 'string' ? namedKey(token) : undefined
    if (revocations !== undefined && typeof token === 'string') await requireKey(revocations, kid)
    // A token without a kid finds no published key, so nothing has to be fetched for it.
    if (kid !== undefined) {
      const isKnown = () => set.keys.some(jwk => jwk.kid === kid && isFor(jwk, algorithm))
      await set.prepare(isKnown, kid, revocations?.vouchesFor(kid) === true)
    }
    return await current()
  })
}

interface Made {
  readonly of: readonly Jwk[]
  readonly lookup: KeyLookup<WebKey>
}

function isFor(jwk: Jwk, algorithm: AlgorithmName): boolean {
  return algorithmsOf(jwk).includes(algorithm)
}

/** A set without a key for the algorithm is an answer too: every key was withdrawn. */
async function openKeys(set: readonly Jwk[], algorithm: AlgorithmName): Promise<KeyLookup<WebKey>> {
  const named = set.filter(jwk => jwk.kid !== undefined && isFor(jwk, algorithm))
  const keys = await Promise.all(named.map(jwk => importWebJwk(jwk, algorithm)))
  if (keys.length === 0) return noKeys
  const lookup = createKeyLookup(keys, undefined)
  // A single key would take a token without a kid, too.
  return { ...lookup, find: kid => (kid === undefined ? undefined : lookup.find(kid)) }
}
