/** Converts a request of Node's HTTP server for dispatch, for every adapter on top of it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Incoming } from '../http/request/message.ts'
import { unixPeer } from '../kernel/proxies.ts'
import { type NodeRequest, readBody } from './node-body.ts'

export function toIncoming(raw: NodeRequest): Incoming {
  const target = raw.url ?? '/'
  const end = target.indexOf('?')
  return {
    method: raw.method ?? 'GET',
    path: end < 0 ? target : target.slice(0, end),
    query: end < 0 ? '' : target.slice(end + 1),
    header: name => readHeader(raw, name),
    body: limit => readBody(raw, limit),
    remoteAddress: peerOf(raw.socket),
    addressFix: nodeFix,
    // Without TLS here, a proxy may have terminated it: `undefined` means unknown.
    scheme: 'encrypted' in raw.socket ? 'https' : undefined,
  }
}

/** Of a real connection Node knows it, until it closes. */
const nodeFix =
  'request.socket.remoteAddress is not set: where a serverless adapter makes the request, let it set that from its event'

export type MountedRequest = NodeRequest & { readonly originalUrl?: string }

/** Inside a mounted router Express strips the prefix from `url`; `originalUrl` has the path as sent. */
export function toWholeIncoming(request: MountedRequest): Incoming {
  const incoming = toIncoming(request)
  if (request.originalUrl === undefined) return incoming
  const [path = '', query = ''] = request.originalUrl.split(/\?(.*)/s)
  return { ...incoming, path, query }
}

/** For the access log: the status of a route behind a guard is known when its answer has been sent, or given up. */
export function reportWhenSent(response: ServerResponse, report: ((status: number) => void) | undefined): void {
  if (report !== undefined) response.once('close', () => report(response.statusCode))
}

/** The address of the peer. On a Unix socket no peer has one; a TCP socket loses it when it closes. */
export function peerOf(socket: Socket & { readonly server?: { address?: () => unknown } }): string {
  return socket.remoteAddress ?? (typeof socket.server?.address?.() === 'string' ? unixPeer : '')
}

function readHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  if (typeof value !== 'string') return value?.join(', ')
  return keptOnce.has(name) ? wholeHeader(request, name, value) : value
}

/** Of these Node silently keeps the first (`http.IncomingMessage.headers`); all others it joins itself. */
const keptOnce: ReadonlySet<string> = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
])

/**
 * Two Host or Authorization headers, joined, are noticed and refused. `headersDistinct` would say the same and costs a
 * request 1 us more: it makes a list of every header. Injected requests may have no `rawHeaders`, and each header once.
 */
function wholeHeader({ rawHeaders = [] }: Partial<IncomingMessage>, name: string, first: string): string {
  let whole: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const given = rawHeaders[at]
    if (given?.length !== name.length || given.toLowerCase() !== name) continue
    whole = whole === undefined ? rawHeaders[at + 1] : `${whole}, ${rawHeaders[at + 1]}`
  }
  return whole ?? first
}
