/**
 * Latchkey's endpoints in an Express or NestJS app, or in any Node server that calls `(request, response, next)`. It reads
 * the bodies of its own paths, or takes what body parsers before it have read, and leaves all other paths alone.
 */
import '../kernel/require-node24.ts'

import type { ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import type { Incoming, Outgoing } from '../http/request/message.ts'
import { type Authenticated, type AuthenticateOptions, authenticateIncoming } from './authenticate.ts'
import { type MountedRequest, reportWhenSent, toWholeIncoming } from './node-request.ts'
import { rememberPrincipal } from './principals.ts'
import { sendableBody } from './sendable-body.ts'
import { textParams } from './text-params.ts'

export type { Authenticated, AuthenticateOptions } from './authenticate.ts'
export { findPrincipal, principalOf } from './principals.ts'
export { createGuard, type Refusal, type RequestGuard } from './refusal.ts'

interface Layer {
  readonly route?: { readonly path: unknown } | undefined
}
type Request = MountedRequest & {
  readonly baseUrl?: string
  readonly params?: unknown
  /** Express 5's, with its handlers in their order. */
  readonly app?: { readonly router?: { readonly stack?: readonly Layer[] } }
}
type Next = (error?: unknown) => void
/** A middleware of Express, and of every server that calls `(request, response, next)`. */
export type Middleware = (request: Request, response: ServerResponse, next: Next) => void

/** `app.use(latchkey(auth))`, or below a path: `app.use('/v1', latchkey(auth))`. */
export function latchkey(auth: Auth): Middleware {
  return (request, response, next) => {
    const incoming = mounted(auth, request)
    if (incoming === undefined || isOwnRoot(auth, request, incoming)) return next()
    void answer(response, next, async () => await auth.dispatch(incoming))
  }
}

/** `app.get('/reports', guarded(auth, { permissions: [isAuthenticated] }), handler)`; `principalOf(request)` there. */
export function guarded(auth: Auth, rule: GuardRule): Middleware {
  const guard = auth.guard(rule)
  return (request, response, next) => {
    void answer(response, next, async () => {
      const admission = await guard({ ...toWholeIncoming(request), params: textParams(request.params) })
      if (admission.kind === 'refused') return admission.outgoing
      rememberPrincipal(request, admission.principal)
      reportWhenSent(response, admission.reportServed)
      return undefined
    })
  }
}

/** Sends what `decide` gives, or goes on to the next handler. An error here may not end the process. */
async function answer(
  response: ServerResponse,
  next: Next,
  decide: () => Promise<Outgoing | undefined>,
): Promise<void> {
  try {
    const outgoing = await decide()
    if (outgoing !== undefined) return send(response, outgoing)
  } catch (error) {
    // Express reads `undefined` and 'route' as "go on", past the guard (authorization bypass).
    return next(error instanceof Error ? error : new Error('The request could not be answered.', { cause: error }))
  }
  next()
}

/**
 * Whether the app has a route of its own where Latchkey has the root of resources. The app has it later in its list of
 * handlers, so the list is looked through; routes inside mounted routers are not seen.
 */
function isOwnRoot(auth: Auth, { app }: Request, { path }: Incoming): boolean {
  const isAt = (other: unknown) => typeof other === 'string' && withSlash(other) === withSlash(path)
  if (!auth.rootPaths.some(isAt)) return false
  return app?.router?.stack?.some(layer => [layer.route?.path].flat().some(isAt)) === true
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`
}

/**
 * The request, if its path is served: below the mount, or else as a whole, so that `app.use('/api', latchkey(auth))`
 * adds nothing to `/api/auth/login/`.
 */
function mounted(auth: Auth, request: Request): Incoming | undefined {
  const incoming = toWholeIncoming(request)
  const { path } = incoming
  const mountPath = request.baseUrl ?? mountOf(request, path)
  if (path.startsWith(mountPath) && auth.serves(path.slice(mountPath.length))) return { ...incoming, mountPath }
  return auth.serves(path) ? incoming : undefined
}

/** Servers such as `connect` shorten `url` and say nothing else. */
function mountOf({ url = '' }: Request, path: string): string {
  const inner = url.split('?', 1)[0] ?? ''
  return path.endsWith(inner) ? path.slice(0, path.length - inner.length) : ''
}

function send(response: ServerResponse, outgoing: Outgoing): void {
  // Answered meanwhile, by a time-out for example.
  if (response.headersSent) return
  response.statusCode = outgoing.status
  for (const [name, value] of outgoing.headers) response.appendHeader(name, value)
  const body = sendableBody(outgoing)
  // A stream that fails destroys the response: the client must not take a part for the whole.
  if (body instanceof Readable) pipeline(body, response, () => {})
  else response.end(body)
}

/**
 * Who asks for a page that your server draws, in Express or in any server of Node. An access cookie that has expired is renewed
 * within this request: `response.appendHeader('Set-Cookie', cookies)` if there are any. Needs `refreshCookieSentTo: 'site'`. Throws an
 * `AuthError` (503, or 429 beyond a limit of requests) where it cannot be known now.
 */
export async function authenticate(
  auth: Auth,
  request: Request,
  options: AuthenticateOptions = {},
): Promise<Authenticated> {
  return await authenticateIncoming(auth, toWholeIncoming(request), options)
}
