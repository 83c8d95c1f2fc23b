/** The client: what is signed in, and requests that carry it. */
import type { Fetch, FetchResponse, UrlLike } from '../kernel/platform-fetch.ts'
import type { Clock } from '../ports/clock.ts'
import { systemNow } from '../ports/defaults/clock.ts'
import { announceChanges, type Change, type StateListener } from './announce-changes.ts'
import { createCookieSession } from './cookie-session.ts'
import { createEntries } from './entries.ts'
import { callListeners } from './listeners.ts'
import { platformLocks } from './locks.ts'
import type {
  Later,
  LoginOutcome,
  MailRequested,
  PasskeyRequest,
  Profile,
  Reauthenticated,
  Refused,
  Registered,
  RequestOutcome,
  SignedOut,
} from './outcome.ts'
import { type Locks, page } from './page.ts'
import type { CredentialJson } from './passkey.ts'
import { loadProfile } from './profile.ts'
import { reauthenticate } from './reauthenticate.ts'
import { createRequest } from './request.ts'
import { type Api, createApi, type RequestOptions } from './send.ts'
import type { Session } from './session.ts'
import { createTokenSession, keepInMemory, type TokenStorage } from './token-session.ts'
import {
  type AccessClaims,
  type Credentials,
  cookiePaths,
  type EnrolledFactor,
  type Registration,
  type SessionPaths,
  type ShownAgain,
  type ShownMail,
  tokenPaths,
  type VerifiedFactor,
  type WireUser,
} from './wire.ts'

/** Options of `createClient`. */
export interface ClientOptions {
  /**
   * The base URL of the API, with the path that it is below: `https://example.com/app`. Paths of requests are below it.
   * Default in a browser: the page's origin.
   */
  readonly url?: string
  /** `tokens` (the default) keeps tokens in this client; `cookies` leaves them to the browser, hidden from scripts. */
  readonly mode?: 'tokens' | 'cookies'
  /** Paths that the server's `paths` setting moved: `{ login: '/login/' }`. */
  readonly paths?: Partial<SessionPaths>
  /** Where tokens are stored. Default: in memory. An injected script can steal what scripts can read (XSS). */
  readonly storage?: TokenStorage
  /** Timeout of Latchkey's endpoints in milliseconds. Default: 30000. */
  readonly timeout?: number
  readonly fetch?: Fetch
  /** Default: the platform's clock. */
  readonly clock?: Clock
  /** Default: those of the page; none elsewhere. */
  readonly locks?: Locks
  /**
   * Milliseconds that a tab may keep the others waiting while it refreshes. Default: 5000. It has to be less than the
   * server's `refreshGrace`, which forgives what two tabs then do at once.
   */
  readonly lockTimeout?: number
}

/** What `createClient` returns; each method has its outcomes by name. `UserFields`: the fields of your users. `Claims`: the claims that your server adds. Both are believed, not checked. */
export interface Client<UserFields = unknown, Claims = unknown> {
  login(credentials: Credentials): Promise<LoginOutcome<UserFields>>
  /** Goes on after `second_factor`, and ends as the login would have. */
  verifyFactor(shown: VerifiedFactor): Promise<LoginOutcome<UserFields>>
  /** Goes on after `mfa_enrolment_required`: the first factor of the account ends the login. */
  enrolFactor(factor: EnrolledFactor): Promise<LoginOutcome<UserFields>>
  /** Signs in without a password, by what `showPasskey` gave. `remember`: as in `login`. */
  loginWithPasskey(
    credential: CredentialJson,
    options?: { readonly remember?: boolean },
  ): Promise<LoginOutcome<UserFields>>
  /** Asks for a mail to log in with; the same outcome whether an account has the address or not. */
  requestMailLogin(email: string): Promise<MailRequested | Refused | Later>
  /** Goes on with what the mail said, and ends as the login would have. */
  confirmMailLogin(shown: ShownMail): Promise<LoginOutcome<UserFields>>
  /** The options of `showPasskey`: for a login, for `verifyFactor` or for `reauthenticate`. */
  requestPasskey(): Promise<PasskeyRequest | SignedOut | Refused | Later>
  /** Proves again who the user is, after a refusal with the code `reauthentication_required`. */
  reauthenticate(shown: ShownAgain): Promise<Reauthenticated | SignedOut | Refused | Later>
  /** Also signs in, except with user name accounts. */
  register(registration: Registration & Partial<UserFields>): Promise<LoginOutcome<UserFields> | Registered<UserFields>>
  /** The user who is signed in, as the server knows them now. */
  profile(): Promise<Profile<UserFields> | SignedOut | Refused | Later>
  /**
   * The claims of the access token, NOT verified: to show what the user may do, never to decide it. `undefined` when
   * signed out, and with cookies, which no page can read.
   */
  claims(): (AccessClaims & Claims) | undefined
  /** `later`: tokens are dropped here, but the session on the server and cookies remain. */
  logout(): Promise<SignedOut | Later>
  /** Asks the server whether the user is still signed in, for example when a page loads. */
  resume(): Promise<'signed_in' | 'signed_out' | 'later'>
  /** Sends a request as this user. Throws when the URL is not on the API's origin. */
  request(path: string | UrlLike, init?: RequestOptions): Promise<RequestOutcome>
  /**
   * The same as `fetch`: 401 when signed out or signed in as another user, 503 when the server is down. A 401 with the
   * code `reauthentication_required` is the server's own: the user is signed in, and has to show more.
   */
  fetch(path: string | UrlLike, init?: RequestOptions): Promise<FetchResponse>
  /** Calls the listener on sign-in and sign-out, in every tab. Returns a function that unsubscribes. */
  onChange(listener: StateListener<WireUser & UserFields>): () => void
}

/**
 * ```ts
 * const client = createClient({ url: 'https://api.example.com' })
 * const outcome = await client.login({ email, password })
 * if (outcome.kind === 'refused') show(outcome.body)
 * const orders = await client.fetch('/api/orders/')
 * ```
 */
export function createClient<UserFields = unknown, Claims = unknown>(
  options: ClientOptions = {},
): Client<UserFields, Claims> {
  const { mode, url = page.location?.origin, timeout = 30_000, fetch = globalThis.fetch } = options
  const credentials = mode === 'cookies' ? 'include' : 'omit'
  const api = createApi({ url, timeout, credentials, fetch })
  const paths = { ...(mode === 'cookies' ? cookiePaths : tokenPaths), ...options.paths }
  const listeners = new Set<StateListener<WireUser & UserFields>>()
  const session = announceChanges(
    onElsewhere => createSession(options, api, paths, onElsewhere),
    (state, change) => callListeners(listeners, state, change as Change<WireUser & UserFields>),
  )
  const request = createRequest(api, session)
  const parts = { api, paths, request, session, timeout }
  return {
    ...createEntries<UserFields>(parts),
    reauthenticate: shown => reauthenticate(parts, paths.reauthenticate, shown),
    profile: () => loadProfile(parts, paths.profile),
    claims: () => session.claims?.() as (AccessClaims & Claims) | undefined,
    resume: async () => (await session.renew()).kind,
    request,
    async fetch(path, init) {
      const { kind, response } = await request(path, init)
      return response ?? new Response(null, { status: kind === 'later' ? 503 : 401 })
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function createSession(options: ClientOptions, api: Api, paths: SessionPaths, onElsewhere: () => void): Session {
  const { mode, storage, clock = { now: systemNow }, lockTimeout = 5000 } = options
  const isShared = mode === 'cookies' || storage !== undefined
  // Tokens in memory are not shared between tabs and need no lock.
  const locks = isShared ? (options.locks ?? platformLocks()) : undefined
  const parts = { api, paths, turns: { locks, name: `latchkey ${api.base}`, lockTimeout } }
  if (mode === 'cookies') return createCookieSession(parts, onElsewhere)
  return createTokenSession({ ...parts, storage: storage ?? keepInMemory(), clock }, onElsewhere)
}
