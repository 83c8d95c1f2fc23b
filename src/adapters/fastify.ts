/**
 * Latchkey's endpoints in a Fastify app: `app.register(latchkey(auth))`. The plugin hands requests to dispatch and
 * answers back, and does nothing else; it leaves the app's own routes, parsers and error handler alone.
 */
import type { FastifyPluginCallback, FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import type { Outgoing } from '../http/request/message.ts'
import { toIncoming } from './node-request.ts'
import { rememberPrincipal } from './principals.ts'

export { principalOf } from './principals.ts'

export interface LatchkeyFastifyOptions {
  /** Answers every path that the app itself does not: what the ready-made server does. */
  readonly answerEverything?: boolean
}

export function latchkey(auth: Auth, options: LatchkeyFastifyOptions = {}): FastifyPluginCallback {
  return (app, _, done) => {
    const answer = async (request: FastifyRequest, reply: FastifyReply) =>
      send(reply, await auth.dispatch(toIncoming(request.raw)))

    // The body is left on the stream: dispatch reads it when it knows who sent it, and decides what its type means.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    // What Fastify refuses before a handler runs (a content type that is none) is for dispatch to answer, in its order.
    app.setErrorHandler((_error, request, reply) => answer(request, reply))

    for (const pattern of auth.paths) {
      const path = pattern.replaceAll(/\{(\w+)\}/g, ':$1')
      app.all(path, answer)
      if (path.endsWith('/')) app.all(path.slice(0, -1), answer)
    }
    // What waits in the outbox since before the start does not wait for a request.
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

/** Headers as pairs: `Set-Cookie` may come twice. A buffer keeps the content type as it is, without a charset. */
export function send(reply: FastifyReply, outgoing: Outgoing): FastifyReply {
  reply.code(outgoing.status)
  for (const [name, value] of outgoing.headers) reply.header(name, value) // several Set-Cookie are kept
  return reply.send(Buffer.from(outgoing.body))
}
