/**
 * Latchkey in a Next app: its endpoints as a route handler, guards for route handlers, and who is asking in server
 * components and actions. Next imports modules while it builds, so nothing is opened before the first request.
 */
import '../kernel/require-node24.ts'

import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import type { Incoming } from '../http/request/message.ts'
import { readBasePath } from '../kernel/base-path.ts'
import type { Permission } from '../permissions/permission.ts'
import type { PrincipalFor } from '../permissions/principal-for.ts'
import type { Principal } from '../users/principal.ts'
import { type Authenticated, authenticateIncoming } from './authenticate.ts'
import { clientAddressFix, toIncoming, toResponse } from './fetch-request.ts'
import { type AuthSource, openAuth } from './next/lazy-auth.ts'
import { mountedInNext } from './next/mount.ts'
import { watchPeers } from './next/peers.ts'
import { rememberPrincipal } from './principals.ts'
import { reported } from './reported.ts'
import { textParams } from './text-params.ts'

export type { Authenticated, AuthenticateOptions } from './authenticate.ts'
export { type AuthSource, lazyAuth } from './next/lazy-auth.ts'
export { withLatchkey } from './next/with-latchkey.ts'
export { findPrincipal, principalOf } from './principals.ts'

/** What handlers and guards may be told of the place where Next runs. */
export interface NextOptions {
  /**
   * The client's address, where the connection's is not it and `trustedProxies` cannot say it: on Vercel
   * `request => request.headers.get('x-real-ip') ?? undefined`. Never from a header that clients can write.
   */
  readonly clientAddress?: (request: { readonly headers: Pick<Headers, 'get'> }) => string | undefined
}

/** The same, and where the route file stands. */
export interface NextHandlersOptions extends NextOptions {
  /**
   * The folders above `api` in which the route file stands: `/v1`. The `basePath` of next.config is known where a server
   * of Node gets the requests; elsewhere name it here, too, before the folders: `/docs/v1`.
   */
  readonly basePath?: string
}

/**
 * Begins to watch the connections, which tell the client's address and the path as it was sent. `withLatchkey` does it,
 * except in a `standalone` build, which does not read next.config: there call it in the `register` of the instrumentation file.
 */
export function watchConnections(): void {
  watchPeers()
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** What a route file exports: a function for each method. */
export type NextHandlers = Readonly<Record<(typeof methods)[number], (request: Request) => Promise<Response>>>

/** In `app/api/[...path]/route.ts`: `export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toNextHandlers(auth)`. */
export function toNextHandlers(source: AuthSource, options: NextHandlersOptions = {}): NextHandlers {
  const folder = readBasePath(options.basePath ?? '/')
  if (folder === undefined) throw new TypeError(`basePath: '${options.basePath}' is no path; write it as '/v1'`)
  const read = createReader(options)
  const findPeer = watchPeers()
  const handle = async (request: Request): Promise<Response> => {
    // Before anything is opened: reading it tells Next that the answer cannot be prepared while building.
    const incoming = read(request)
    const peer = findPeer(request.headers)
    const auth = await openAuth(source)
    return toResponse(request, await auth.dispatch(mountedInNext(auth, request, { incoming, peer, folder })))
  }
  return Object.fromEntries(methods.map(method => [method, handle])) as NextHandlers
}

/** What Next gives to a route handler beside the request. */
export interface NextContext {
  readonly params: Promise<Readonly<Record<string, string | string[] | undefined>>>
}

/**
 * Protects a route handler. The context with the route parameters is its third parameter:
 *
 * ```ts
 * export const GET = guarded(auth, { permissions: [isAuthenticated] },
 *   async (request, principal, { params }: RouteContext<'/api/notes/[id]'>) => Response.json((await params).id))
 * ```
 */
export function guarded<const P extends readonly Permission[], C = NextContext, R extends Request = Request>(
  source: AuthSource,
  rule: GuardRule<P>,
  handler: (request: R, principal: PrincipalFor<P>, context: C) => Response | Promise<Response>,
  options: NextOptions = {},
): (request: R, context: C) => Promise<Response> {
  const read = createReader(options)
  return async (request, context) => {
    const incoming = read(request)
    const params = textParams(await paramsIn(context))
    const admission = await (await openAuth(source)).guard(rule)({ ...incoming, params })
    if (admission.kind === 'refused') return toResponse(request, admission.outgoing)
    rememberPrincipal(request, admission.principal)
    return await reported(admission, () => handler(request, admission.principal, context), statusThrown)
  }
}

/**
 * Who is asking, in server components and server actions: `await findCaller(auth, await headers())`. `undefined` for an
 * anonymous visitor, and for one whose token is not valid or has expired. It decides nothing: compare before you act.
 */
export async function findCaller(
  source: AuthSource,
  headers: Pick<Headers, 'get'>,
  { clientAddress }: NextOptions = {},
): Promise<Principal | undefined> {
  const peer = watchPeers()(headers)
  const auth: Auth = await openAuth(source)
  const admission = await auth.guard({ permissions: [], invalidCredentials: 'ignore', throttles: [] })({
    method: 'GET',
    path: '/',
    query: '',
    header: name => headers.get(name) ?? undefined,
    body: async () => new Uint8Array(),
    remoteAddress: clientAddress?.({ headers }) ?? peer?.remoteAddress ?? '',
    addressFix: clientAddress === undefined ? nextFix : clientAddressFix,
    scheme: peer?.scheme,
  })
  return admission.kind === 'admitted' ? admission.principal : undefined
}

/** What a proxy passes on: the request's headers with the cookies as they are now. */
export interface NextAuthenticated extends Authenticated {
  readonly headers: Headers
}

/**
 * In the proxy file of Next, which sees each request before the page is drawn: an access cookie that has expired is renewed there, since
 * components cannot set cookies.
 *
 * ```ts
 * export async function proxy(request: NextRequest) {
 *   const { cookies, headers } = await authenticate(auth, request)
 *   const response = NextResponse.next({ request: { headers } })
 *   for (const cookie of cookies) response.headers.append('Set-Cookie', cookie)
 *   return response
 * }
 * ```
 *
 * Needs `refreshCookieSentTo: 'site'`. Throws an `AuthError` (503, or 429 beyond a limit of requests) where it cannot be known now.
 */
export async function authenticate(
  source: AuthSource,
  request: Request,
  { clientAddress, basePath = '/' }: NextHandlersOptions = {},
): Promise<NextAuthenticated> {
  const read = createReader(clientAddress === undefined ? {} : { clientAddress })
  const found = await authenticateIncoming(await openAuth(source), read(request), { basePath })
  const headers = new Headers(request.headers)
  if (found.cookieHeader === '') headers.delete('cookie')
  else headers.set('cookie', found.cookieHeader)
  return { ...found, headers }
}

/** Tests of an application may call a handler without a context. */
async function paramsIn(context: unknown): Promise<unknown> {
  return typeof context === 'object' && context !== null && 'params' in context ? await context.params : undefined
}

const nextFix =
  'in next.config use withLatchkey, in a standalone build call watchConnections in the instrumentation file, and on ' +
  'Vercel name clientAddress in toNextHandlers and guards (a request in the first moment of a start has no address)'

/** What Next answers to what its `redirect()` and `notFound()` throw: `NEXT_REDIRECT;push;/login;307;`, `…;404`. */
function statusThrown(thrown: unknown): number {
  const digest = typeof thrown === 'object' && thrown !== null && 'digest' in thrown ? String(thrown.digest) : ''
  const [, status] = /^NEXT_(?:REDIRECT|HTTP_ERROR_FALLBACK);(?:.*;)?(\d{3});?$/.exec(digest) ?? []
  return status === undefined ? 500 : Number(status)
}

function createReader({ clientAddress }: NextOptions): (request: Request) => Incoming {
  const findPeer = watchPeers()
  return request => {
    const peer = findPeer(request.headers)
    const address = clientAddress === undefined ? peer?.remoteAddress : clientAddress(request)
    // The scheme in Next's URL is that of X-Forwarded-Proto, which any client can send.
    const fix = clientAddress === undefined ? nextFix : clientAddressFix
    return { ...toIncoming(request, address, fix), scheme: peer?.scheme }
  }
}
