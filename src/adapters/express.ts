/**
 * Latchkey's endpoints in an Express app, or in any Node server that calls `(request, response, next)`. Mount it before
 * body parsers: it reads the bodies of its own paths, and leaves all other paths alone.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import type { Incoming, Outgoing } from '../http/request/message.ts'
import { toIncoming } from './node-request.ts'
import { rememberPrincipal } from './principals.ts'

export { principalOf } from './principals.ts'

type Request = IncomingMessage & { readonly originalUrl?: string }
type Next = (error?: unknown) => void
export type Middleware = (request: Request, response: ServerResponse, next: Next) => void

/** `app.use(latchkey(auth))`. */
export function latchkey(auth: Auth): Middleware {
  return (request, response, next) => {
    const incoming = whole(request)
    if (!auth.serves(incoming.path)) return next()
    void answer(response, next, async () => await auth.dispatch(incoming))
  }
}

/** `app.get('/reports', guarded(auth, { permissions: [isAuthenticated] }), handler)`; `principalOf(request)` there. */
export function guarded(auth: Auth, rule: GuardRule): Middleware {
  const guard = auth.guard(rule)
  return (request, response, next) => {
    void answer(response, next, async () => {
      const admission = await guard(whole(request))
      if (admission.kind === 'refused') return admission.outgoing
      rememberPrincipal(request, admission.principal)
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

/** Inside a mounted router Express strips the prefix from `url`; `originalUrl` has the path as sent. */
function whole(request: Request): Incoming {
  const incoming = toIncoming(request)
  const sent = request.originalUrl
  if (sent === undefined) return incoming
  const at = sent.indexOf('?')
  return { ...incoming, path: at < 0 ? sent : sent.slice(0, at), query: at < 0 ? '' : sent.slice(at + 1) }
}

function send(response: ServerResponse, { status, headers, body }: Outgoing): void {
  // Answered meanwhile, by a time-out for example.
  if (response.headersSent) return
  response.statusCode = status
  for (const [name, value] of headers) response.appendHeader(name, value)
  response.end(body)
}
