/**
 * Latchkey's endpoints in a Fastify app: `app.register(latchkey(auth))`. The plugin passes requests to dispatch and
 * sends the responses, nothing else; the app's own routes, parsers and error handler are not changed.
 */
import type { FastifyPluginCallback, FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import type { Outgoing } from '../http/request/message.ts'
import { toIncoming } from './node-request.ts'
import { rememberPrincipal } from './principals.ts'

export { principalOf } from './principals.ts'

export interface LatchkeyFastifyOptions {
  /** Also handles every path that the app does not, as the ready-made server does. */
  readonly answerEverything?: boolean
}

export function latchkey(auth: Auth, options: LatchkeyFastifyOptions = {}): FastifyPluginCallback {
  return (app, _, done) => {
    const answer = async (request: FastifyRequest, reply: FastifyReply) =>
      send(reply, await auth.dispatch(toIncoming(request.raw)))

    // The body stays on the stream: dispatch reads it after authentication, and decides about the content type.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    // Dispatch also answers what Fastify refuses before a handler runs (an invalid content type), in its own order.
    app.setErrorHandler((_error, request, reply) => answer(request, reply))

    for (const pattern of auth.paths) {
      const path = pattern.replaceAll(/\{(\w+)\}/g, ':$1')
      app.all(path, answer)
      if (path.endsWith('/')) app.all(path.slice(0, -1), answer)
    }
    // Mails that were waiting before the start are sent without waiting for a request.
    app.addHook('onReady', async () => auth.system.outboxWorker.wake())
    if (options.answerEverything === true) app.setNotFoundHandler(answer)
    done()
  }
}

/**
 * `app.get('/reports', { preHandler: guarded(auth, { permissions: [isAuthenticated] }) }, handler)`, and
 * `principalOf(request)` in the handler.
 */
export function guarded(auth: Auth, rule: GuardRule): preHandlerAsyncHookHandler {
  const guard = auth.guard(rule)
  return async (request, reply) => {
    const admission = await guard(toIncoming(request.raw))
    if (admission.kind === 'refused') return send(reply, admission.outgoing)
    rememberPrincipal(request, admission.principal)
    return undefined
  }
}

/** Headers are pairs because `Set-Cookie` can occur twice. A buffer keeps the content type without a charset. */
export function send(reply: FastifyReply, outgoing: Outgoing): FastifyReply {
  reply.code(outgoing.status)
  for (const [name, value] of outgoing.headers) reply.header(name, value) // keeps several Set-Cookie
  return reply.send(Buffer.from(outgoing.body))
}
