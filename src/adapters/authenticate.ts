/**
 * Who asks for a page that a server draws: by the access cookie, or by the refresh cookie once that has expired. Then the pair is
 * exchanged within the same request, and the new cookies go out with the page. Calls of one browser at the same moment share one
 * exchange, so twelve of them end with the same tokens. The row of the cookie refresh does the work, with all its checks.
 */
import { createHash } from 'node:crypto'
import type { Auth } from '../auth.ts'
import { isCrossSite } from '../http/authorize/cross-site.ts'
import { findCookieToken } from '../http/authorize/find-cookie-token.ts'
import { pathOf } from '../http/endpoints/arrange-endpoints.ts'
import type { Incoming, Outgoing } from '../http/request/message.ts'
import { readBasePath } from '../kernel/base-path.ts'
import { problem } from '../problems.ts'
import type { Principal } from '../users/principal.ts'

/** What `authenticate` finds out. */
export interface Authenticated {
  /** `undefined`: anonymous, or the session is over. */
  readonly principal: Principal | undefined
  /** Values of `Set-Cookie` that the answer has to carry, one header each. Mostly none. */
  readonly cookies: readonly string[]
  /** The `Cookie` header as the browser will send it next time: for what is asked on its behalf while the page is drawn. */
  readonly cookieHeader: string
}

/** Where Latchkey stands in the application. */
export interface AuthenticateOptions {
  /** The path at which it is mounted: `/v1`. */
  readonly basePath?: string
}

/**
 * Throws an `AuthError` where it cannot be known now (503, and 429 beyond a limit of requests): a page must not say "please log in"
 * then, and no cookie is taken away.
 * Does NOT refresh for another site's page, unless the user follows its link here.
 */
export async function authenticateIncoming(
  auth: Auth,
  incoming: Incoming,
  options: AuthenticateOptions = {},
): Promise<Authenticated> {
  const cookieHeader = incoming.header('cookie') ?? ''
  const principal = await findPrincipal(auth, incoming)
  if (principal !== undefined) return { principal, cookies: [], cookieHeader }
  const refreshed = mayRefresh(auth, incoming) ? await refreshOnce(auth, incoming, options) : undefined
  if (refreshed === undefined) return { principal: undefined, cookies: [], cookieHeader }
  const next = withCookies(cookieHeader, refreshed.cookies)
  const found = refreshed.isFresh ? await findPrincipal(auth, withHeader(incoming, next)) : undefined
  // The session has ended since: its cookies would take the place of those that a login has set meanwhile.
  const isLate = refreshed.isFresh && refreshed.isShared && found === undefined
  if (isLate) return { principal: undefined, cookies: [], cookieHeader }
  return { principal: found, cookies: refreshed.cookies, cookieHeader: next }
}

async function findPrincipal(auth: Auth, incoming: Incoming): Promise<Principal | undefined> {
  const guard = auth.guard({
    authentication: 'cookie_first',
    permissions: [],
    invalidCredentials: 'ignore',
    throttles: [],
  })
  const admission = await guard({ ...incoming, method: 'GET' })
  if (admission.kind === 'admitted') return admission.principal
  if (admission.outgoing.status >= 500) throw unknown(admission.outgoing)
  return undefined
}

/**
 * An exchange that a page of another site brings about, such as by a picture, could lose its answer, and the next use of the old
 * token would look like a replay. A link that the user follows is theirs.
 */
function mayRefresh({ system: { settings } }: Auth, incoming: Incoming): boolean {
  const isFollowed =
    incoming.header('sec-fetch-mode') === 'navigate' && incoming.header('sec-fetch-dest') === 'document'
  if (isCrossSite(incoming, settings.trustedOrigins) && !isFollowed) return false
  return (findCookieToken(incoming, 'refresh', settings) ?? '') !== ''
}

interface Refreshed {
  readonly isFresh: boolean
  readonly cookies: readonly string[]
  /** Of an exchange that another call began. */
  readonly isShared: boolean
}

/** How long an exchange answers calls that come with the token before it, in ms: as long as `refreshGrace` is by default. */
const sharedFor = 10_000

/** By the digest of the refresh token: the exchanges under way, and those that have just ended. */
const exchanges = new WeakMap<Auth, Map<string, Promise<Refreshed>>>()

async function refreshOnce(auth: Auth, incoming: Incoming, options: AuthenticateOptions): Promise<Refreshed> {
  const known = exchanges.get(auth) ?? new Map<string, Promise<Refreshed>>()
  exchanges.set(auth, known)
  const token = findCookieToken(incoming, 'refresh', auth.system.settings) ?? ''
  const key = createHash('sha256')
    .update(`${options.basePath ?? ''}\0${token}`)
    .digest('base64url')
  const shared = known.get(key)
  if (shared !== undefined) return { ...(await shared), isShared: true }
  const exchange = refresh(auth, incoming, options)
  known.set(key, exchange)
  const forget = () => void known.delete(key)
  // What failed is tried again by the next call.
  exchange.then(() => auth.system.timer.after(sharedFor, forget), forget)
  return await exchange
}

async function refresh(auth: Auth, incoming: Incoming, options: AuthenticateOptions): Promise<Refreshed> {
  const outgoing = await auth.dispatch(questionOf(auth, incoming, options))
  // A limit that others behind the same address have reached says nothing about this session.
  if (outgoing.status >= 500 || outgoing.status === 429) throw unknown(outgoing)
  const cookies = outgoing.headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value)
  return { isFresh: outgoing.status === 200, cookies, isShared: false }
}

/** The question that the browser's own page would ask. */
function questionOf(
  { system: { settings } }: Auth,
  incoming: Incoming,
  { basePath = '/' }: AuthenticateOptions,
): Incoming {
  const mountPath = readBasePath(basePath)
  if (mountPath === undefined) throw new TypeError(`basePath: '${basePath}' is no path; write it as '/v1'`)
  const path = pathOf(settings, 'cookie_refresh', '/api/auth/cookie/refresh/')
  if (path === undefined) throw new TypeError('authenticate: cookie_refresh is in disabledEndpoints, and this needs it')
  return {
    ...incoming,
    method: 'POST',
    path: `${mountPath}${settings.basePath}${path}`,
    mountPath,
    query: '',
    header: name => (ofThePage.test(name) ? undefined : incoming.header(name)),
    body: async () => new Uint8Array(),
  }
}

/** What the request says of the page that it asks for: of the question, which a page of this site would ask, none of it is true. */
const ofThePage = /^(?:accept|authorization|origin|content-.*|transfer-encoding|sec-fetch-.*|latchkey-user)$/

function unknown({ about, headers }: Outgoing) {
  const wait = headers.find(([name]) => name.toLowerCase() === 'retry-after')
  const told = (['keys_unavailable', 'signer_unavailable', 'overloaded', 'throttled'] as const).find(
    each => each === about?.code,
  )
  const code = told ?? 'store_unavailable'
  return problem(code, {
    reason: 'authenticate',
    ...(wait === undefined ? {} : { headers: { 'Retry-After': wait[1] } }),
  })
}

function withHeader(incoming: Incoming, cookie: string): Incoming {
  return { ...incoming, header: name => (name === 'cookie' ? cookie : incoming.header(name)) }
}

/** As a browser keeps them: each in the place of the one of its name; one that has ended is gone. */
function withCookies(header: string, set: readonly string[]): string {
  const pairs = set.map(text => ({ pair: text.split(';', 1)[0] ?? '', hasEnded: /;\s*max-age=0(?:;|$)/i.test(text) }))
  const nameOf = (pair: string) => pair.split('=', 1)[0]?.trim()
  const names = new Set(pairs.map(({ pair }) => nameOf(pair)))
  const kept = header
    .split(';')
    .map(each => each.trim())
    .filter(each => each !== '' && !names.has(nameOf(each)))
  return [...kept, ...pairs.filter(({ hasEnded }) => !hasEnded).map(({ pair }) => pair)].join('; ')
}
