/**
 * Latchkey's endpoints as a function from Request to Response, for everything that uses the Fetch standard: Hono,
 * Next's route handlers, Bun, Deno. Also guards for your routes.
 */
import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import type { Incoming, Outgoing } from '../http/request/message.ts'
import { AuthError, problem } from '../problems.ts'
import type { Principal } from '../users/principal.ts'
import { rememberPrincipal } from './principals.ts'

export { principalOf } from './principals.ts'

/** What the platform knows besides the request. Without an address nothing is limited by it, and an event says so. */
export interface FetchContext {
  readonly remoteAddress?: string | undefined
}

export type FetchHandler = (request: Request, context?: FetchContext) => Promise<Response>

/** `app.all('/api/*', c => handler(c.req.raw))` in Hono, `export const POST = handler` in Next. */
export function createFetchHandler(auth: Auth): FetchHandler {
  return async (request, context = {}) =>
    toResponse(request, await auth.dispatch(toIncoming(request, context.remoteAddress)))
}

/** Protects a handler with a guard; `principalOf(request)` works in it, too. */
export function guarded(
  auth: Auth,
  rule: GuardRule,
  handler: (request: Request, principal: Principal | undefined) => Response | Promise<Response>,
): FetchHandler {
  const guard = auth.guard(rule)
  return async (request, context = {}) => {
    const admission = await guard(toIncoming(request, context.remoteAddress))
    if (admission.kind === 'refused') return toResponse(request, admission.outgoing)
    rememberPrincipal(request, admission.principal)
    return await handler(request, admission.principal)
  }
}

function toIncoming(request: Request, remoteAddress = ''): Incoming {
  const url = new URL(request.url)
  return {
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    // Platforms that hide the Host header put it into the URL.
    header: name => request.headers.get(name) ?? (name === 'host' ? url.host : undefined),
    body: limit => readBody(request, limit),
    remoteAddress,
    scheme: url.protocol === 'https:' ? 'https' : undefined,
  }
}

function toResponse({ method }: Request, { status, headers, body }: Outgoing): Response {
  const hasBody = body !== '' && method !== 'HEAD' && ![204, 205, 304].includes(status)
  return new Response(hasBody ? body : null, { status, headers: headers.map(([name, value]) => [name, value]) })
}

async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  if (request.bodyUsed) throw new TypeError('the body was read before Latchkey got the request')
  try {
    return await collect(request, limit)
  } catch (error) {
    // The client disconnected in the middle of its body: not a server error.
    throw error instanceof AuthError ? error : problem('parse_error', { reason: 'aborted', cause: error })
  }
}

async function collect(request: Request, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(limit: number) {
  return problem('payload_too_large', { evidence: { limit } })
}
