/**
 * The address of the connection, which Next hides from route handlers. Its `X-Forwarded-For` is no substitute: Next sets
 * it only where the client has sent none, so clients would choose their address (IP spoofing). Node announces each request
 * to its subscribers (`node:diagnostics_channel`) before Next sees it; there it gets a number as a header, in place of any
 * that the client has sent, and the number leads to the connection.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Incoming } from '../../http/request/message.ts'
import { readBasePath } from '../../kernel/base-path.ts'
import { toIncoming } from '../node-request.ts'

/** What the connection knows of a request, and the path as it was sent: Next takes its `basePath` off. */
export type Peer = Pick<Incoming, 'remoteAddress' | 'scheme' | 'path'>

const header = 'latchkey-connection'
const registry = Symbol.for('latchkey.next.peers')

interface Peers {
  readonly open: Map<string, Peer>
  count: number
  basePath: string
}

/** The requests that are being answered. Starts to listen when it is called first; routes may be bundled separately. */
export function watchPeers(): (headers: Pick<Headers, 'get'>) => Peer | undefined {
  const { open } = sharedPeers()
  return headers => open.get(headers.get(header) ?? '')
}

/** Next has read its configuration: the `basePath` in it stands for the requests that came before the watch. */
export function rememberBasePath(basePath: unknown): void {
  sharedPeers().basePath = typeof basePath === 'string' ? (readBasePath(basePath) ?? '') : ''
}

/** The `basePath` of next.config; empty, too, where this process has not read the file. */
export function configuredBasePath(): string {
  return sharedPeers().basePath
}

function sharedPeers(): Peers {
  const shared = globalThis as { [registry]?: Peers }
  if (shared[registry] === undefined) {
    const peers: Peers = { open: new Map(), count: 0, basePath: '' }
    shared[registry] = peers
    subscribe('http.server.request.start', message => note(peers, message as Started))
  }
  return shared[registry]
}

interface Started {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

function note(peers: Peers, { request, response }: Started): void {
  const id = String(peers.count++)
  const { remoteAddress, scheme, path } = toIncoming(request)
  peers.open.set(id, { remoteAddress, scheme, path })
  request.headers[header] = id
  response.once('close', () => peers.open.delete(id))
}
