/** Converts a request of Node's HTTP server for dispatch, for every adapter on top of it. */
import type { IncomingMessage } from 'node:http'
import type { Incoming } from '../http/request/message.ts'
import { AuthError, problem } from '../problems.ts'

export function toIncoming(raw: IncomingMessage): Incoming {
  const [path = '', query = ''] = splitOnce(raw.url ?? '/', '?')
  return {
    method: raw.method ?? 'GET',
    path,
    query,
    header: name => readHeader(raw, name),
    body: limit => readBody(raw, limit),
    remoteAddress: raw.socket.remoteAddress ?? '',
    // Without TLS here, a proxy may have terminated it: `undefined` means unknown.
    scheme: 'encrypted' in raw.socket ? 'https' : undefined,
  }
}

async function readBody(stream: IncomingMessage, limit: number): Promise<Uint8Array> {
  try {
    if (Number(stream.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
    // Leaving a stream's default iterator early destroys the stream, and the socket that the response needs.
    return await collect(stream.iterator({ destroyOnReturn: false }), limit)
  } catch (error) {
    // The client disconnected in the middle of its body: not a server error, and no response can be sent.
    if (!(error instanceof AuthError)) throw problem('parse_error', { reason: 'aborted', cause: error })
    // Reads and drops the rest, within the request timeout: closing the connection while the client is still sending
    // resets it, and the client never sees the response (RFC 9112 section 9.6).
    stream.resume()
    throw error
  }
}

async function collect(stream: AsyncIterable<Buffer>, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(limit: number): AuthError {
  return problem('payload_too_large', { evidence: { limit } })
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
