/**
 * What a connection may take: how long to send a head or a body, how long to idle, how large a head, how many at
 * once. A client that sends a byte a minute (slowloris) holds its socket for seconds, not for hours.
 */
import type { ServerOptions } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { respondProblem } from '../http/response/respond.ts'
import { problem } from '../problems.ts'
import type { Settings } from '../settings/settings.ts'

type ConnectionSettings = Pick<
  Settings,
  | 'headersTimeout'
  | 'requestTimeout'
  | 'keepAliveTimeout'
  | 'maximumConnections'
  | 'maximumHeaderSize'
  | 'maximumHeaders'
>

/** What Fastify hands to Node's server when it makes it. */
export function connectionOptions(settings: ConnectionSettings): {
  readonly http: ServerOptions
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
} {
  const headersTimeout = milliseconds(settings.headersTimeout)
  return {
    http: {
      headersTimeout,
      maxHeaderSize: settings.maximumHeaderSize,
      // Node looks at its connections so often; its own thirty seconds would make each limit half a minute longer.
      connectionsCheckingInterval: Math.min(5000, Math.max(50, headersTimeout / 4)),
      // Without a Host header Node answers 400 with nothing in it: dispatch has the same answer in full.
      requireHostHeader: false,
    },
    requestTimeout: milliseconds(settings.requestTimeout),
    keepAliveTimeout: milliseconds(settings.keepAliveTimeout),
  }
}

/** What is set on the server once it is there. */
export function limitConnections(app: FastifyInstance, settings: ConnectionSettings): void {
  const { server } = app
  server.maxConnections = settings.maximumConnections
  // A client that never reads its answer is quiet too.
  server.timeout = milliseconds(Math.max(settings.requestTimeout, settings.keepAliveTimeout))
  // Node drops headers beyond a number in silence, and with them perhaps the one that matters: they are counted here.
  server.maxHeadersCount = 0
  app.addHook('onRequest', (request, reply, done) => {
    if (request.raw.rawHeaders.length <= 2 * settings.maximumHeaders) return done()
    const { status, headers, body } = respondProblem(problem('headers_too_large'), { allow: [], scheme: undefined })
    reply.code(status).headers(Object.fromEntries(headers)).send(Buffer.from(body))
  })
  // An expectation that is not met is no reason for an answer of Node's own: it is a request like any other.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000)
}
