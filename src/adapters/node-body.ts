/** Reads the body of a request of Node's HTTP server, within a limit. */
import type { IncomingMessage } from 'node:http'
import { AuthError, problem } from '../problems.ts'
import { bytesOf, type KeptBody } from './parsed-body.ts'

/** A request, and what parsers have left beside its stream. */
export type NodeRequest = IncomingMessage & KeptBody

/**
 * What the application has read already, it has left beside the request; what it left nowhere is not taken for an empty
 * body, which would be "This field is required." for a mistake of the server.
 */
export async function readBody(stream: NodeRequest, limit: number): Promise<Uint8Array> {
  if (Number(stream.headers['content-length'] ?? 0) > limit) {
    dropRest(stream)
    throw tooLarge(limit)
  }
  if (!stream.readableDidRead) return await readStream(stream, limit)
  const kept = bytesOf(stream, stream.headers['content-type'])
  if (kept === undefined && hasBody(stream)) throw new TypeError(lost)
  if (kept !== undefined && kept.length > limit) throw tooLarge(limit)
  return kept ?? new Uint8Array()
}

const lost =
  'the body was read before Latchkey got the request, and neither request.body nor request.rawBody has it: ' +
  'mount Latchkey before what reads bodies'

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

async function readStream(stream: IncomingMessage, limit: number): Promise<Uint8Array> {
  try {
    // Leaving a stream's default iterator early destroys the stream, and the socket that the response needs.
    return await collect(stream.iterator({ destroyOnReturn: false }), limit)
  } catch (error) {
    // The client disconnected in the middle of its body: not a server error, and no response can be sent.
    if (!(error instanceof AuthError)) throw problem('parse_error', { reason: 'aborted', cause: error })
    dropRest(stream)
    throw error
  }
}

/**
 * Reads and drops the rest, within the request timeout: closing the connection while the client is still sending resets
 * it, and the client never sees the response (RFC 9112 section 9.6).
 */
function dropRest(stream: IncomingMessage): void {
  stream.resume()
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
