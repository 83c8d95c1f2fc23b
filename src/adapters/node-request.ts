/** Converts a request of Node's HTTP server for dispatch, for every adapter on top of it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Incoming } from '../http/request/message.ts'
import { unixPeer } from '../kernel/proxies.ts'
import { type NodeRequest, readBody } from './node-body.ts'

export function toIncoming(raw: NodeRequest): Incoming {
  const [path = '', query = ''] = splitOnce(raw.url ?? '/', '?')
  return {
    method: raw.method ?? 'GET',
    path,
    query,
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
  const [path, query] = splitOnce(request.originalUrl, '?')
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

/** Of two Host or Authorization headers Node silently keeps the first. Joined, they are noticed and refused. */
function readHeader(request: IncomingMessage, name: string): string | undefined {
  const { headers } = request
  if (name === 'cookie') return headers.cookie
  // Injected requests (Fastify's `inject`) have each header once, and no `headersDistinct`.
  const distinct = request.headersDistinct?.[name]
  return distinct?.join(', ') ?? headers[name]?.toString()
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
