/**
 * Verifies the signature of a provider's ID tokens with the keys that it publishes. It does NOT check the claims: its
 * caller does, or openid-client. The algorithm has to be one that the discovery document names, and never HMAC.
 */
import type { AlgorithmName } from '../../keys/algorithm-table.ts'
import type { Jwk } from '../../keys/jwk-members.ts'
import { keyringFromJwks } from '../../keys/jwks.ts'
import { createRemoteSet, type RemoteSet } from '../../keys/remote-set.ts'
import { sortJwks } from '../../keys/sort-jwks.ts'
import { algorithmsOf } from '../../keys/usable-jwks.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/events.ts'
import type { Timer } from '../../ports/timer.ts'
import { signatureAlgorithms } from '../../settings/subjects/keys.ts'
import { openCompact } from '../../tokens/codec.ts'
import { type Header, readHeader } from '../../tokens/compact.ts'
import type { Claims } from '../../tokens/token.ts'
import { tokenFault } from '../../tokens/token-fault.ts'
import type { GetClient } from './openid-client.ts'

export interface KeyParts {
  readonly clock: Clock
  readonly timer: Timer
  readonly events: Events
  readonly fetch: typeof globalThis.fetch
}

/** Throws `token_not_valid`, `keys_unavailable`, and what the client throws. */
export type OpenIdToken = (text: string) => Promise<Claims>

export function createIdTokenOpener(getClient: GetClient, { clock, timer, events, fetch }: KeyParts): OpenIdToken {
  let set: RemoteSet | undefined
  return async text => {
    const metadata = (await getClient()).config.serverMetadata()
    set ??= createRemoteSet({ url: metadata.jwks_uri ?? '', fetch, sort: sortJwks, now: clock.now, timer, events })
    const header = readHeader(text)
    const algorithm = algorithmOf(header, metadata.id_token_signing_alg_values_supported)
    const published = set
    const find = () => findKey(published.keys, header, algorithm)
    await published.prepare(() => find() !== undefined, `${algorithm} ${header.kid ?? ''}`)
    const key = find()
    if (key === undefined) throw tokenFault('unknown_kid')
    // One key, chosen by its name: the keyring finds it by the token's kid, or without one.
    return openCompact(text, keyringFromJwks({ keys: [key] }, algorithm), { types: ['JWT'] }).claims
  }
}

/** Without those of a shared secret: a provider's published key must not verify as one (key confusion). */
const signatures = signatureAlgorithms.filter(name => !name.startsWith('HS'))

/** OpenID Connect Core section 2: RS256, unless the provider says which others it uses. */
function algorithmOf({ alg }: Header, announced: readonly string[] = ['RS256']): AlgorithmName {
  const algorithm = signatures.find(name => name === alg && announced.includes(name))
  if (algorithm === undefined) throw tokenFault('wrong_algorithm')
  return algorithm
}

/** A token may leave out the kid where there is one key only (OpenID Connect Core section 10.1). */
function findKey(keys: readonly Jwk[], { kid }: Header, algorithm: AlgorithmName): Jwk | undefined {
  const fitting = keys.filter(jwk => algorithmsOf(jwk).includes(algorithm) && (kid === undefined || jwk.kid === kid))
  return fitting.length === 1 ? fitting[0] : undefined
}
