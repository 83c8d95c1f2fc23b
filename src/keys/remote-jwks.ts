/**
 * Public keys that somebody else publishes (JWK_URL). Looked up by `kid` in a set that is kept for five minutes; an
 * unknown name asks once more, but not within thirty seconds of the last time, so that forged names cannot make this
 * server hammer the publisher. The address comes from the settings, never from a token; redirects are not followed.
 */
import { singleFlight } from '../kernel/single-flight.ts'
import type { AlgorithmName } from './algorithms.ts'
import type { Jwks } from './jwk.ts'
import { keyringFromJwks } from './jwks.ts'
import type { VerifyingKeyring } from './keyring.ts'

export interface RemoteJwksOptions {
  readonly url: string
  readonly algorithm: AlgorithmName
  readonly fetch: typeof globalThis.fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface RemoteJwks extends VerifyingKeyring {
  /** Fetches when the set is old or does not know the name. A publisher that is away leaves what is known. */
  prepare(kid: string | undefined): Promise<void>
}

const keptMs = 300_000
const cooldownMs = 30_000
const timeoutMs = 10_000
const largestSet = 262_144
const nobody: VerifyingKeyring = { keys: [], find: () => undefined, findByHeader: () => undefined }

export function createRemoteJwks(options: RemoteJwksOptions): RemoteJwks {
  let ring = nobody
  let fetchedAt = Number.NEGATIVE_INFINITY
  let askedAt = Number.NEGATIVE_INFINITY
  const ask = singleFlight(async () => {
    askedAt = options.now()
    const fetched = await fetchRing(options)
    if (fetched === undefined) return
    ring = fetched
    fetchedAt = options.now()
  })
  return {
    get keys() {
      return ring.keys
    },
    // A published set is looked up by name alone: a token without one names no key of it.
    find: kid => (kid === undefined ? undefined : ring.find(kid)),
    findByHeader: text => ring.findByHeader(text),
    async prepare(kid) {
      const isOld = options.now() - fetchedAt > keptMs
      const isUnknown = kid !== undefined && ring.find(kid) === undefined
      if ((isOld || isUnknown) && options.now() - askedAt > cooldownMs) await ask()
    },
  }
}

/** `undefined`: nobody answered, or with something that is no set of keys. */
async function fetchRing({ url, algorithm, fetch }: RemoteJwksOptions): Promise<VerifyingKeyring | undefined> {
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    const text = await answer.text()
    if (!answer.ok || text.length > largestSet) return undefined
    return keyringFromJwks(JSON.parse(text) as Jwks, algorithm)
  } catch {
    return undefined
  }
}
