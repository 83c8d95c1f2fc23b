/**
 * Latchkey's endpoints as a function from Request to Response, for everything that uses the Fetch standard: Hono,
 * Next's route handlers, Bun, Deno. Also guards for your routes.
 */
import '../kernel/require-node24.ts'

import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import { readBasePath } from '../kernel/base-path.ts'
import type { Permission } from '../permissions/permission.ts'
import type { PrincipalFor } from '../permissions/principal-for.ts'
import { type Authenticated, type AuthenticateOptions, authenticateIncoming } from './authenticate.ts'
import { mountedAt, toIncoming, toResponse } from './fetch-request.ts'
import { rememberPrincipal } from './principals.ts'
import { reported } from './reported.ts'
import { textParams } from './text-params.ts'

export type { Authenticated, AuthenticateOptions } from './authenticate.ts'
export { findPrincipal, principalOf } from './principals.ts'

/** What the platform knows besides the request. Without an address nothing is limited by it, and an event says so. */
export interface FetchContext {
  readonly remoteAddress?: string | undefined
}

/** Answers a request of the Fetch standard. */
export type FetchHandler = (request: Request, context?: FetchContext) => Promise<Response>

/** Options of `createFetchHandler`. */
export interface FetchOptions {
  /** Where the application serves the handler: what you gave to Hono's `basePath`, `route` or `mount`, or to Next. */
  readonly basePath?: string
}

/**
 * `app.all('/api/*', c => handler(c.req.raw))` in Hono, `export const POST = handler` in Next. Below a path, name it:
 * `createFetchHandler(auth, { basePath: '/v1' })`.
 */
export function createFetchHandler(auth: Auth, options: FetchOptions = {}): FetchHandler {
  const mountPath = readBasePath(options.basePath ?? '/')
  if (mountPath === undefined) throw new TypeError(`basePath: '${options.basePath}' is no path; write it as '/v1'`)
  return async (request, context = {}) => {
    const incoming = toIncoming(request, context.remoteAddress)
    return toResponse(request, await auth.dispatch(mountedAt(auth, incoming, mountPath)))
  }
}

/** The platform's arguments as a guarded handler is called with them; the first may hold the address. */
export type GuardedArguments<A extends readonly unknown[]> = A extends readonly []
  ? [context?: FetchContext]
  : A extends readonly [infer C, ...infer Rest]
    ? [context: C & FetchContext, ...Rest]
    : A

/**
 * Protects a handler with a guard. Its `principal` is there where the permissions require one, such as `isAuthenticated`.
 * `principalOf(request)` works in it, too. What the platform passes beside the request, such as route parameters, reaches
 * the handler after the principal: declare its type there.
 */
export function guarded<const P extends readonly Permission[], A extends readonly unknown[] = []>(
  auth: Auth,
  rule: GuardRule<P>,
  handler: (request: Request, principal: PrincipalFor<P>, ...context: A) => Response | Promise<Response>,
): (request: Request, ...context: GuardedArguments<A>) => Promise<Response> {
  const guard = auth.guard(rule)
  return async (request, ...context) => {
    const params = textParams(paramsIn(context))
    const admission = await guard({ ...toIncoming(request, addressIn(context)), params })
    if (admission.kind === 'refused') return toResponse(request, admission.outgoing)
    rememberPrincipal(request, admission.principal)
    return await reported(admission, () => handler(request, admission.principal, ...(context as unknown as A)))
  }
}

/** Of a platform that gives them beside the request: `{ params: { organization } }`. */
function paramsIn([context]: readonly unknown[]): unknown {
  return typeof context === 'object' && context !== null && 'params' in context ? context.params : undefined
}

function addressIn([context]: readonly unknown[]): string | undefined {
  if (typeof context !== 'object' || context === null || !('remoteAddress' in context)) return undefined
  return typeof context.remoteAddress === 'string' ? context.remoteAddress : undefined
}

/**
 * Who asks for a page that a server draws. An access cookie that has expired is renewed within this request:
 *
 * ```ts
 * const { principal, cookies } = await authenticate(auth, request)
 * const page = new Response(draw(principal))
 * for (const cookie of cookies) page.headers.append('Set-Cookie', cookie)
 * ```
 *
 * Needs `refreshCookieSentTo: 'site'`. Throws an `AuthError` (503, or 429 beyond a limit of requests) where it cannot be known now.
 */
export async function authenticate(
  auth: Auth,
  request: Request,
  { remoteAddress, ...options }: AuthenticateOptions & FetchContext = {},
): Promise<Authenticated> {
  return await authenticateIncoming(auth, toIncoming(request, remoteAddress), options)
}
