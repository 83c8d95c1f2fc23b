/**
 * Latchkey's endpoints in a Fastify app: `app.register(latchkey(auth))`, with `{ prefix: '/v1' }` below a path. The plugin passes requests to dispatch and
 * sends the responses, nothing else; the app's own routes, parsers and error handler are not changed.
 */
import '../kernel/require-node24.ts'

import type {
  FastifyInstance,
  FastifyPluginCallback,
  FastifyReply,
  FastifyRequest,
  HTTPMethods,
  preHandlerAsyncHookHandler,
  RouteHandlerMethod,
} from 'fastify'
import type { Auth } from '../auth.ts'
import type { GuardRule } from '../http/authorize/guard.ts'
import type { Incoming } from '../http/request/message.ts'
import { send } from './fastify-reply.ts'
import { reportWhenSent, toIncoming } from './node-request.ts'
import { rememberPrincipal } from './principals.ts'
import { textParams } from './text-params.ts'

export { send } from './fastify-reply.ts'
export { findPrincipal, principalOf } from './principals.ts'

/** Options of the Fastify plugin. */
export interface LatchkeyFastifyOptions {
  /** Also handles every path that the app does not, as the ready-made server does. */
  readonly answerEverything?: boolean
}

/** The plugin with all of Latchkey's endpoints. */
export function latchkey(auth: Auth, options: LatchkeyFastifyOptions = {}): FastifyPluginCallback {
  return (app, _, done) => {
    const answer = async (request: FastifyRequest, reply: FastifyReply) =>
      send(reply, await auth.dispatch(mounted(request, app.prefix)))

    // The body stays on the stream: dispatch reads it after authentication, and decides about the content type.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    // Dispatch also answers what Fastify refuses before a handler runs (an invalid content type), in its own order.
    app.setErrorHandler((_error, request, reply) => answer(request, reply))

    for (const pattern of auth.paths) {
      const path = pattern.replaceAll(/\{(\w+)\}/g, ':$1')
      // `/` is the same with and without its slash.
      const forms = path.length > 1 && path.endsWith('/') ? [path, path.slice(0, -1)] : [path]
      const taken = forms.find(form => isTaken(app, form))
      if (auth.rootPaths.includes(pattern)) {
        addRoot(app, forms, answer)
        continue
      }
      if (taken !== undefined) return done(new TypeError(takenBy(taken, auth.nameOf(pattern))))
      for (const form of forms) app.all(form, answer)
    }
    // Mails that were waiting before the start are sent without waiting for a request.
    app.addHook('onReady', async () => auth.system.outboxWorker.wake())
    // Answers that stay open would keep the app from closing.
    app.addHook('preClose', async () => auth.system.revocationFeed.drain())
    if (options.answerEverything === true) app.setNotFoundHandler(answer)
    done()
  }
}

/**
 * The root of resources gives way to a route of the app, written before or after: a static path is no duplicate of one
 * with a pattern, and comes first. Whether there is one is known when all routes are.
 */
function addRoot(app: FastifyInstance, forms: readonly string[], answer: RouteHandlerMethod): void {
  let givesWay = false
  app.addHook('onReady', async () => {
    givesWay = forms.some(form => isTaken(app, form))
  })
  for (const form of forms) {
    const path = asPattern(form)
    // What cannot be a pattern (`/`, a last segment that is a parameter) gives way to what was written before.
    if (path === form && isTaken(app, form)) continue
    app.all(path, function (request, reply) {
      return givesWay ? reply.callNotFound() : answer.call(this, request, reply)
    })
  }
}

/** `/:latchkeyRoot(^api$)/` for `/api/`. */
function asPattern(path: string): string {
  return path.replace(/(?<=\/)[^/:]+(?=\/?$)/, segment => `:latchkeyRoot(^${segment.replaceAll(/[^\w]/g, '\\$&')}$)`)
}

/** Whether the app has a route there already, by any method that Latchkey would register. */
function isTaken(app: FastifyInstance, path: string): boolean {
  return app.supportedMethods.some(method =>
    app.hasRoute({ method: method as HTTPMethods, url: `${app.prefix}${path}` }),
  )
}

/** Which of two routes is served must not depend on the order in which they are written. */
function takenBy(path: string, name: string | undefined): string {
  const off = name === undefined ? '' : `, or switch the built-in one off by disabledEndpoints: ['${name}']`
  return `the app has a route of its own at ${path}, where Latchkey has one: move it${off}`
}

/** A prefix may have parameters (`/:tenant`), so its segments are taken from the path as sent. */
function mounted({ raw }: FastifyRequest, prefix: string): Incoming {
  const incoming = toIncoming(raw)
  const length = prefix.split('/').filter(segment => segment !== '').length
  const mountPath = incoming.path
    .split('/')
    .slice(0, length + 1)
    .join('/')
  return length === 0 ? incoming : { ...incoming, mountPath }
}

/**
 * `app.get('/reports', { preHandler: guarded(auth, { permissions: [isAuthenticated] }) }, handler)`, and
 * `principalOf(request)` in the handler.
 */
export function guarded(auth: Auth, rule: GuardRule): preHandlerAsyncHookHandler {
  const guard = auth.guard(rule)
  return async (request, reply) => {
    const admission = await guard({ ...toIncoming(request.raw), params: textParams(request.params) })
    if (admission.kind === 'refused') return send(reply, admission.outgoing)
    rememberPrincipal(request, admission.principal)
    reportWhenSent(reply.raw, admission.reportServed)
    return undefined
  }
}
