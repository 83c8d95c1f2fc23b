/** A request of Node's own server, as dispatch knows requests: for every adapter that has one underneath. */
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
    // Without TLS a proxy may have spoken it: only what is sure is said.
    scheme: 'encrypted' in raw.socket ? 'https' : undefined,
  }
}

async function readBody(stream: IncomingMessage, limit: number): Promise<Uint8Array> {
  try {
    if (Number(stream.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
    // Whoever leaves a stream's own loop early destroys it, and with it the socket that the refusal goes to.
    return await collect(stream.iterator({ destroyOnReturn: false }), limit)
  } catch (error) {
    // The client went away in the middle of its body. Nobody reads the answer, and nothing of ours has failed.
    if (!(error instanceof AuthError)) throw problem('parse_error', { reason: 'aborted', cause: error })
    // The rest is read and dropped, for as long as a request may take: a connection that is closed under a client
    // that still sends is reset, and the client never sees the answer (RFC 9112 section 9.6).
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

/** Of two Host or Authorization headers Node keeps the first in silence: joined, they are seen and refused. */
function readHeader(request: IncomingMessage, name: string): string | undefined {
  const { headers } = request
  if (name === 'cookie') return headers.cookie
  // Requests that never were on a wire (Fastify's `inject`) have each header once, and no such list.
  const distinct = request.headersDistinct?.[name]
  return distinct?.join(', ') ?? headers[name]?.toString()
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
