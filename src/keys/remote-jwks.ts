/**
 * Public keys of another issuer (JWK_URL), those for the algorithm of the settings: the publisher does not choose it. They
 * are looked up by `kid` in a set that is cached for five minutes. An
 * unknown `kid` fetches it again, at most every thirty seconds, so that forged kids cannot make this server flood the
 * publisher. The URL comes from the settings, never from a token (SSRF); redirects are not followed.
 */
import { singleFlight } from '../kernel/single-flight.ts'
import type { AlgorithmName } from './algorithms.ts'
import type { Jwks } from './jwk.ts'
import { jwksForAlgorithm, keyringFromJwks } from './jwks.ts'
import type { VerifyingKeyring } from './keyring.ts'

export interface RemoteJwksOptions {
  readonly url: string
  readonly algorithm: AlgorithmName
  readonly fetch: typeof globalThis.fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface RemoteJwks extends VerifyingKeyring {
  /** Fetches the set when it is old or lacks this `kid`. If the publisher fails, the last good set is kept. */
  prepare(kid: string | undefined): Promise<void>
}

const keptMs = 300_000
const cooldownMs = 30_000
const timeoutMs = 10_000
const largestSet = 262_144
const emptyKeyring: VerifyingKeyring = { keys: [], find: () => undefined, findByHeader: () => undefined }

export function createRemoteJwks(options: RemoteJwksOptions): RemoteJwks {
  let ring = emptyKeyring
  let fetchedAt = Number.NEGATIVE_INFINITY
  let requestedAt = Number.NEGATIVE_INFINITY
  const refetch = singleFlight(async () => {
    requestedAt = options.now()
    const fetched = await fetchRing(options)
    if (fetched === undefined) return
    ring = fetched
    fetchedAt = options.now()
  })
  return {
    get keys() {
      return ring.keys
    },
    // A published set is looked up by kid only: a token without one finds no key.
    find: kid => (kid === undefined ? undefined : ring.find(kid)),
    findByHeader: text => {
      const key = ring.findByHeader(text)
      return key?.kid === undefined ? undefined : key
    },
    async prepare(kid) {
      const isOld = options.now() - fetchedAt > keptMs
      const isUnknown = kid !== undefined && ring.find(kid) === undefined
      if ((isOld || isUnknown) && options.now() - requestedAt > cooldownMs) await refetch()
    },
  }
}

/** `undefined`: the publisher did not answer, or with something that is no set of keys. */
async function fetchRing({ url, algorithm, fetch }: RemoteJwksOptions): Promise<VerifyingKeyring | undefined> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    const text = await response.text()
    if (!response.ok || text.length > largestSet) return undefined
    return ringOf(JSON.parse(text) as Jwks, algorithm)
  } catch {
    return undefined
  }
}

/** A set without a key for the algorithm is an answer too: every key was withdrawn. */
function ringOf(set: Jwks, algorithm: AlgorithmName): VerifyingKeyring {
  const usable = jwksForAlgorithm(set, algorithm)
  return usable.keys.length === 0 ? emptyKeyring : keyringFromJwks(usable, algorithm)
}
