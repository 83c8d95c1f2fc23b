/**
 * The ready-made server, on Node's own HTTP server: each request goes to dispatch, and its answer back to the client. Around
 * it are the limits of connections, the probes, answers to malformed bytes, and a shutdown that cuts no request.
 */
import '../kernel/require-node24.ts'

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as NetServer, Socket } from 'node:net'
import { toIncoming } from '../adapters/node-request.ts'
import { writeAnswer } from '../adapters/node-response.ts'
import type { Auth } from '../auth.ts'
import type { Outgoing } from '../http/request/message.ts'
import { reportFailure } from '../http/request/report-failure.ts'
import { createRequestScope } from '../http/request/request-scope.ts'
import { respondProblem } from '../http/response/respond.ts'
import { createServer } from '../kernel/node-http.ts'
import { createTurnEnd } from '../kernel/turn-end.ts'
import { lowerThreadPool } from '../ports/defaults/thread-priority.ts'
import { type ProblemCode, problem } from '../problems.ts'
import { type Bound, bind, type Place } from './bind.ts'
import { answerClientError } from './client-error.ts'
import { connectionOptions, hasTooManyHeaders, limitConnections } from './connections.ts'
import { createDrain } from './drain.ts'
import { createOperations, type Operations } from './operations.ts'

export type { Place } from './bind.ts'
export { type LoadedConfiguration, type LoadOptions, loadConfiguration } from './config/load-settings.ts'
export { createLog } from './log.ts'
export { type AuthMetrics, createAuthMetrics } from './metrics/auth-metrics.ts'
export type { Operations } from './operations.ts'

/** The ready-made server. Routes of your own go into an app of your own, beside an adapter. */
export interface HttpServer {
  /** Node's server: WebSockets stand at its `upgrade` event. */
  readonly server: Server
  /** Resolves with where it listens, once it does: `http://127.0.0.1:8000`, or the path of the socket. */
  listen(place: Place): Promise<string>
  /** Takes no more connections. Resolves when the requests that were taken are answered. */
  close(): Promise<void>
}

/** With `operations` it also serves probes and metrics. */
export function createHttpServer(auth: Auth, operations?: Operations): HttpServer {
  const { settings, outboxWorker, revocationFeed } = auth.system
  const server = createServer(connectionOptions(settings))
  limitConnections(server, settings)
  const drain = createDrain(server, settings.shutdownDelay * 1000)
  const findOperation = operations === undefined ? () => undefined : createOperations(operations, drain)

  const answer = async (request: IncomingMessage): Promise<Outgoing> => {
    if (hasTooManyHeaders(request, settings)) return refuse('headers_too_large')
    const incoming = toIncoming(request)
    return await (findOperation(incoming) ?? auth.dispatch)(incoming)
  }
  const turnEnd = createTurnEnd()
  server.on('request', (request, response) => {
    // An answer waits until the turn has read its requests. Written between reads, each would wake a sleeping client: 40 us of
    // CPU a request and 28,000 a second instead of 24 us and 43,000 (wrk -c64 on a public row).
    const isRead = turnEnd()
    answer(request)
      .then(async outgoing => {
        await isRead
        writeAnswer(response, outgoing, drain.isClosing)
      })
      .catch((error: unknown) => answerFailure(auth, request, response, error))
  })
  server.on('clientError', (error, socket) => void answerClientError(auth.dispatch, error, socket as Socket))

  let bound: Bound | undefined
  let closing: Promise<void> | undefined
  return {
    server,
    async listen(place) {
      // Mails that were waiting before the start are sent without waiting for a request.
      outboxWorker.wake()
      await lowerThreadPool()
      bound = await bind(server, place)
      return bound.address
    },
    close() {
      // Those that wait for revocations go to another node, or come back.
      revocationFeed.drain()
      closing ??= drain.begin().then(() => endListening([server, ...(bound?.others ?? [])]))
      return closing
    },
  }
}

/** Dispatch answers and reports what fails in a row. This is for what fails around it. */
function answerFailure({ system }: Auth, request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const incoming = toIncoming(request)
  if (response.headersSent) response.destroy()
  else writeAnswer(response, refuse('internal_error'), true)
  reportFailure(createRequestScope(system, incoming), incoming, error)
}

function refuse(code: ProblemCode): Outgoing {
  return respondProblem(problem(code), { allow: [], scheme: undefined })
}

/** One that does not listen is closed, too: what it would say about that is dropped. */
async function endListening(servers: readonly NetServer[]): Promise<void> {
  await Promise.all(servers.map(server => new Promise<void>(resolve => server.close(() => resolve()))))
}
