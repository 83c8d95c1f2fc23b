/**
 * `latchkey/client`: signing in from a browser or from Node, without dependencies. It keeps the session fresh: of any
 * number of calls that meet an expired token one refreshes, and each is sent once more. "Signed out" means that the
 * server said so; a server that is busy or away is `later`, and nobody is signed out by it.
 */

import type { Clock } from '../ports/clock.ts'
import { systemClock } from '../ports/defaults/clock.ts'
import { announceChanges, type StateListener } from './announce-changes.ts'
import { createCookieSession } from './cookie-session.ts'
import { type Locks, platformLocks } from './locks.ts'
import type { Later, Refused, Registered, RequestOutcome, SignedIn, SignedOut } from './outcome.ts'
import { createRequest } from './request.ts'
import { type Api, createApi } from './send.ts'
import type { Session } from './session.ts'
import { createTokenSession, keepInMemory, type TokenKeeper } from './token-session.ts'
import type { Credentials, Registration } from './wire.ts'

export type { Locks } from './locks.ts'
export type { Later, Refused, Registered, RequestOutcome, SignedIn, SignedOut } from './outcome.ts'
export type { TokenKeeper } from './token-session.ts'
export type { Credentials, Pair, Registration, WireUser } from './wire.ts'

export interface ClientOptions {
  /** Where the API is: `https://api.example.com`. In a browser the page's own origin unless given. */
  readonly url?: string
  /** `tokens` (the default) keeps them in this client; `cookies` leaves them to the browser, out of script's reach. */
  readonly mode?: 'tokens' | 'cookies'
  /** Where tokens are kept: in memory unless given. What a script can read, a stranger's script can steal. */
  readonly keeper?: TokenKeeper
  /** Milliseconds for the API's own endpoints to answer; 30000 unless given. */
  readonly timeout?: number
  readonly fetch?: typeof globalThis.fetch
  /** Both the platform's own unless given. */
  readonly clock?: Clock
  readonly locks?: Locks
}

export interface Client {
  login(credentials: Credentials): Promise<SignedIn | Refused | Later>
  /** Signs in too, where the accounts are made so. */
  register(registration: Registration): Promise<SignedIn | Registered | Refused | Later>
  /** `later`: tokens are forgotten here, but the server has not heard of it. Cookies are then still there. */
  logout(): Promise<SignedOut | Later>
  /** Asks the server whether this visitor is signed in still: for the start of a page. */
  resume(): Promise<'signed_in' | 'signed_out' | 'later'>
  /** A request as this user, to the API's own origin. Throws for another one. */
  request(path: string | URL, init?: RequestInit): Promise<RequestOutcome>
  /** The same in the shape of `fetch`: who is signed out gets 401, and a server that is away is a 503. */
  fetch(path: string | URL, init?: RequestInit): Promise<Response>
  /** Hears when somebody signs in or out here. What it gives ends that. */
  onChange(listener: StateListener): () => void
}

/**
 * ```ts
 * const client = createClient({ url: 'https://api.example.com' })
 * const outcome = await client.login({ email, password })
 * if (outcome.kind === 'refused') show(outcome.body)
 * const orders = await client.fetch('/api/orders/')
 * ```
 */
export function createClient(options: ClientOptions = {}): Client {
  const { url = pageOrigin(), timeout = 30_000, fetch = globalThis.fetch } = options
  // Called as a function: browsers refuse a fetch that is called as somebody's method.
  const api = createApi({ url, timeout, fetch: (...args) => fetch(...args) })
  const listeners = new Set<StateListener>()
  const session = announceChanges(createSession(options, api), state => {
    for (const listener of listeners) listener(state)
  })
  const request = createRequest(api, session)
  return {
    async login(credentials) {
      const entered = await session.login(credentials)
      return entered.kind === 'entered' ? { kind: 'signed_in', user: entered.user } : entered
    },
    async register(registration) {
      const entered = await session.register(registration)
      if (entered.kind !== 'entered') return entered
      return { kind: entered.isSignedIn ? 'signed_in' : 'registered', user: entered.user }
    },
    logout: session.logout,
    async resume() {
      const { kind } = await session.renew()
      return kind === 'fresh' ? 'signed_in' : kind
    },
    request,
    fetch: async (path, init) => asResponse(await request(path, init)),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function createSession(options: ClientOptions, api: Api): Session {
  const { mode = 'tokens', keeper, clock = systemClock, locks = platformLocks() } = options
  const lockName = `latchkey ${api.locate('/').origin}`
  if (mode === 'cookies') return createCookieSession({ api, locks, lockName })
  // Tokens that nobody shares need no turn-taking.
  const shared = keeper === undefined ? undefined : locks
  return createTokenSession({ api, keeper: keeper ?? keepInMemory(), clock, locks: shared, lockName })
}

function asResponse(outcome: RequestOutcome): Response {
  if (outcome.response !== undefined) return outcome.response
  if (outcome.kind === 'signed_out') return new Response(null, { status: 401 })
  const retryAfter = outcome.kind === 'later' ? outcome.retryAfter : undefined
  const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }
  return new Response(null, { status: 503, headers })
}

function pageOrigin(): string {
  const { location } = globalThis as { readonly location?: { readonly origin: string } }
  if (location === undefined) throw new TypeError('url is needed where there is no page')
  return location.origin
}
