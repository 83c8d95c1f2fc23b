/**
 * Limits of a connection: time to send a head or a body, idle time, size of a head, number of connections. A client that
 * sends a byte a minute (slowloris) holds its socket for seconds, not for hours.
 */
import type { IncomingMessage, Server, ServerOptions } from 'node:http'
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

/** The options that Node's server is created with. */
export function connectionOptions(settings: ConnectionSettings): ServerOptions {
  const headersTimeout = milliseconds(settings.headersTimeout)
  return {
    headersTimeout,
    requestTimeout: milliseconds(settings.requestTimeout),
    keepAliveTimeout: milliseconds(settings.keepAliveTimeout),
    maxHeaderSize: settings.maximumHeaderSize,
    // How often Node checks its connections. The default of thirty seconds would add up to that to each limit.
    connectionsCheckingInterval: Math.min(5000, Math.max(50, headersTimeout / 4)),
    // Node's 400 for a missing Host header has no body; dispatch sends the same response in full.
    requireHostHeader: false,
  }
}

/** The limits that are set on the created server. */
export function limitConnections(server: Server, settings: ConnectionSettings): void {
  server.maxConnections = settings.maximumConnections
  // The idle timeout also ends a client that never reads its response.
  server.timeout = milliseconds(Math.max(settings.requestTimeout, settings.keepAliveTimeout))
  // Node silently drops headers beyond its limit, perhaps the one that matters, so `hasTooManyHeaders` counts them.
  server.maxHeadersCount = 0
  // An unsupported Expect header does not get Node's own response: it is a request like any other.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
}

export function hasTooManyHeaders(
  { rawHeaders }: IncomingMessage,
  { maximumHeaders }: Pick<Settings, 'maximumHeaders'>,
): boolean {
  return rawHeaders.length > 2 * maximumHeaders
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000)
}
