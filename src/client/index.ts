/**
 * `latchkey/client`: signs in from a browser or from Node, without dependencies. It keeps the session fresh: of any
 * number of calls with an expired token one refreshes, and each is sent once more. `signed_out` means that the server
 * said so; a server that is busy or down gives `later`, which does not sign the user out.
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
import { createTokenSession, keepInMemory, type TokenStorage } from './token-session.ts'
import type { Credentials, Registration } from './wire.ts'

export type { Locks } from './locks.ts'
export type { Later, Refused, Registered, RequestOutcome, SignedIn, SignedOut } from './outcome.ts'
export type { TokenStorage } from './token-session.ts'
export type { Credentials, Pair, Registration, WireUser } from './wire.ts'

export interface ClientOptions {
  /** The base URL of the API: `https://api.example.com`. Default in a browser: the page's origin. */
  readonly url?: string
  /** `tokens` (the default) keeps tokens in this client; `cookies` leaves them to the browser, hidden from scripts. */
  readonly mode?: 'tokens' | 'cookies'
  /** Where tokens are stored. Default: in memory. An injected script can steal what scripts can read (XSS). */
  readonly storage?: TokenStorage
  /** Timeout of Latchkey's endpoints in milliseconds. Default: 30000. */
  readonly timeout?: number
  readonly fetch?: typeof globalThis.fetch
  /** Default: the platform's clock and locks. */
  readonly clock?: Clock
  readonly locks?: Locks
}

export interface Client {
  login(credentials: Credentials): Promise<SignedIn | Refused | Later>
  /** Also signs in, except with user name accounts. */
  register(registration: Registration): Promise<SignedIn | Registered | Refused | Later>
  /** `later`: tokens are dropped here, but the session on the server and cookies remain. */
  logout(): Promise<SignedOut | Later>
  /** Asks the server whether the user is still signed in, for example when a page loads. */
  resume(): Promise<'signed_in' | 'signed_out' | 'later'>
  /** Sends a request as this user. Throws when the URL is not on the API's origin. */
  request(path: string | URL, init?: RequestInit): Promise<RequestOutcome>
  /** The same as `fetch`: 401 when signed out or signed in as another user, 503 when the server is down. */
  fetch(path: string | URL, init?: RequestInit): Promise<Response>
  /** Calls the listener on sign-in and sign-out. Returns a function that unsubscribes. */
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
  // Called as a function: browsers refuse `fetch` as a method of another object.
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
  const { mode = 'tokens', storage, clock = systemClock, locks = platformLocks() } = options
  const lockName = `latchkey ${api.locate('/').origin}`
  if (mode === 'cookies') return createCookieSession({ api, locks, lockName })
  // Tokens in memory are not shared between tabs and need no lock.
  const shared = storage === undefined ? undefined : locks
  return createTokenSession({ api, storage: storage ?? keepInMemory(), clock, locks: shared, lockName })
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
  if (location === undefined) throw new TypeError('url is required outside a browser page')
  return location.origin
}
