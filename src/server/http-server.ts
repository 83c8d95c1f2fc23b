/** The Fastify app of the ready-made server: the plugin, all methods of Node, and responses to malformed bytes. */
import '../kernel/require-node24.ts'

import { METHODS } from 'node:http'
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import { latchkey } from '../adapters/fastify.ts'
import type { Auth } from '../auth.ts'
import { respondProblem } from '../http/response/respond.ts'
import { problem } from '../problems.ts'
import { answerClientError } from './client-error.ts'
import { connectionOptions, limitConnections } from './connections.ts'
import { drainOnClose } from './drain.ts'
import { type Operations, serveOperations } from './operations.ts'

export { type LoadedConfiguration, type LoadOptions, loadConfiguration } from './config/load-settings.ts'
export { createLog } from './log.ts'
export { type AuthMetrics, createAuthMetrics } from './metrics/auth-metrics.ts'
export type { Operations } from './operations.ts'

/** With `operations` it also serves probes and metrics. */
export function createHttpServer(auth: Auth, operations?: Operations): FastifyInstance {
  const { settings } = auth.system
  const app = fastify({
    logger: false,
    ...connectionOptions(settings),
    // On close, idle connections are closed, those with a running request are not.
    forceCloseConnections: 'idle',
    // Requests that arrived before the server stopped listening are served; drain.ts then closes their connections.
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => void answerClientError(auth.dispatch, error as Error, socket),
    // A path that cannot be decoded matches no route and gets 404, as unknown paths do.
    frameworkErrors: (_error, _request, reply) => {
      const answer: FastifyReply = reply
      const { status, headers, body } = respondProblem(problem('not_found'), { allow: [], scheme: undefined })
      answer.code(status).headers(Object.fromEntries(headers)).send(Buffer.from(body))
    },
  })
  for (const method of METHODS.filter(name => name !== 'CONNECT' && !app.supportedMethods.includes(name))) {
    app.addHttpMethod(method, { hasBody: true })
  }
  limitConnections(app, settings)
  // Before the delay, so that the probe says at once that this node leaves.
  if (operations !== undefined) serveOperations(app, operations)
  drainOnClose(app, settings.shutdownDelay * 1000)
  app.register(latchkey(auth, { answerEverything: true }))
  return app
}
