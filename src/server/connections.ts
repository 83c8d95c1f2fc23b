/**
 * Limits of a connection: time to send a head or a body, idle time, size of a head, number of connections. A client that
 * sends a byte a minute (slowloris) holds its socket for seconds, not for hours.
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

/** The options that Fastify passes to Node's server. */
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
      // How often Node checks its connections. The default of thirty seconds would add up to that to each limit.
      connectionsCheckingInterval: Math.min(5000, Math.max(50, headersTimeout / 4)),
      // Node's 400 for a missing Host header has no body; dispatch sends the same response in full.
      requireHostHeader: false,
    },
    requestTimeout: milliseconds(settings.requestTimeout),
    keepAliveTimeout: milliseconds(settings.keepAliveTimeout),
  }
}

/** The limits that are set on the created server. */
export function limitConnections(app: FastifyInstance, settings: ConnectionSettings): void {
  const { server } = app
  server.maxConnections = settings.maximumConnections
  // The idle timeout also ends a client that never reads its response.
  server.timeout = milliseconds(Math.max(settings.requestTimeout, settings.keepAliveTimeout))
  // Node silently drops headers beyond its limit, perhaps the one that matters, so they are counted here.
  server.maxHeadersCount = 0
  app.addHook('onRequest', (request, reply, done) => {
    if (request.raw.rawHeaders.length <= 2 * settings.maximumHeaders) return done()
    const { status, headers, body } = respondProblem(problem('headers_too_large'), { allow: [], scheme: undefined })
    reply.code(status).headers(Object.fromEntries(headers)).send(Buffer.from(body))
  })
  // An unsupported Expect header does not get Node's own response: it is a request like any other.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000)
}
