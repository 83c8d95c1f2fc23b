/** An issuer in this process: requests reach its dispatch without a socket, and can be cut off. */
import { createFetchHandler } from '../../../adapters/fetch.ts'
import { feedToken } from '../../../features/revocation-feed/tests/feed-client.ts'
import { createVerifyingKeyring } from '../../../keys/keyring.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { AuthEvent } from '../../../ports/events.ts'
import type { Config } from '../../../settings/settings.ts'
import type { FakeClock } from '../../../testing/fake-clock.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import type { Claims } from '../../../tokens/token.ts'
import { createCheck, type RevocableChecks } from '../../check.ts'
import { anyAudience, anyIssuer } from '../../options.ts'
import { createVerifier as createWebVerifier } from '../../web/web.ts'
import { openRevocationFeed, type RevocationFeed, type RevocationFeedOptions } from '../revocation-feed.ts'

export const url = 'https://auth.example.com/api/auth/revocations/'
export const secretKey = 'a secret that tests share, and that protects nothing at all'
export { feedToken }

export interface Issuer {
  readonly auth: TestAuth
  readonly fetch: typeof globalThis.fetch
  /** The queries of the requests so far. */
  readonly asked: readonly string[]
  /** Ends open answers, and refuses new requests. */
  goAway(): void
  comeBack(): void
}

export async function openIssuer(config: Config = {}, clock?: FakeClock): Promise<Issuer> {
  const settings = { revocationFeedTokens: [feedToken], allowedHosts: ['auth.example.com', 'localhost'], ...config }
  const auth = await createTestAuth(settings, clock === undefined ? {} : { clock })
  return { auth, ...connectTo(createFetchHandler(auth)) }
}

export function connectTo(handler: (request: Request) => Promise<Response>) {
  const asked: string[] = []
  let line = new AbortController()
  let isAway = false
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    asked.push(new URL(request.url).search)
    if (isAway) throw new TypeError('fetch failed')
    const response = await handler(request)
    const signal = AbortSignal.any([line.signal, init?.signal ?? line.signal])
    const body = response.body?.pipeThrough(new TransformStream(), { signal }) ?? null
    return new Response(body, response)
  }
  return {
    asked,
    fetch,
    goAway() {
      isAway = true
      line.abort()
    },
    comeBack() {
      isAway = false
      line = new AbortController()
    },
  }
}

interface Opened {
  readonly feed: RevocationFeed
  readonly events: readonly AuthEvent[]
}

/** The timer is the issuer's clock, and so is the feed's unless another one is given. */
export function openFeed(
  { fetch, timer }: { readonly fetch: typeof globalThis.fetch; readonly timer: FakeClock },
  options: Partial<RevocationFeedOptions> = {},
  clock: Clock = timer,
): Opened {
  const events: AuthEvent[] = []
  const given = { url, token: feedToken, onEvent: (event: AuthEvent) => void events.push(event), ...options }
  const feed = openRevocationFeed(given, { fetch, clock, timer, random: () => 0.5, follow: 'stream' })
  return { feed, events }
}

/** Waits until it holds: for what others do in turns of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn += 1) {
    if (turn > 20_000) throw new Error(`it does not come true: ${holds}`)
    await new Promise(setImmediate)
  }
}

/** Verifiers that wait, of both implementations, with a key that they have. */
export const waitingVerifiers = [
  {
    name: 'node:crypto',
    create: (options: RevocableChecks<Claims>) =>
      createCheck('test', options, createVerifyingKeyring(sharedKeys)).verifyLater,
  },
  {
    name: 'WebCrypto',
    create: (options: RevocableChecks<Claims>) => createWebVerifier({ ...options, keys: sharedKeys }),
  },
] as const

export const sharedKeys = [{ algorithm: 'HS256', key: secretKey }] as const

export const checks = { issuer: anyIssuer, audience: anyAudience, tokenType: 'access', leeway: 0 } as const
