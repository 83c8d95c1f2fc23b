/** Reads the body of a request of Node's HTTP server, within a limit. */
import type { IncomingMessage } from 'node:http'
import { type AuthError, problem } from '../problems.ts'
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
  if (!stream.readableDidRead) return readArrived(stream, limit) ?? (await readArriving(stream, limit))
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

/**
 * A small body has come with its headers, and is read at once: an iterator over the stream took 20 us more for 300 bytes.
 * `undefined`: more is to come. HTTP/2 calls a request complete that was given up.
 */
function readArrived(stream: IncomingMessage, limit: number): Uint8Array | undefined {
  if (stream.httpVersionMajor !== 1 || !stream.complete || stream.readableLength === 0) return undefined
  const bytes = stream.read() as Buffer | null
  if (bytes !== null && bytes.length > limit) throw tooLarge(limit)
  return bytes ?? undefined
}

function readArriving(stream: IncomingMessage, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) return void chunks.push(chunk)
      leave()
      dropRest(stream)
      reject(tooLarge(limit))
    }
    const finish = () => {
      leave()
      resolve(Buffer.concat(chunks))
    }
    // The client disconnected in the middle of its body: not a server error, and no response can be sent.
    const giveUp = (cause?: unknown) => {
      leave()
      reject(problem('parse_error', { reason: 'aborted', cause }))
    }
    const leave = () => void stream.off('data', take).off('end', finish).off('close', giveUp)
    if (stream.destroyed) return giveUp()
    // The listener for errors stays: what comes after the end is no one's.
    stream.on('error', giveUp).on('close', giveUp).on('end', finish).on('data', take)
  })
}

/**
 * Reads and drops the rest, within the request timeout: closing the connection while the client is still sending resets
 * it, and the client never sees the response (RFC 9112 section 9.6).
 */
function dropRest(stream: IncomingMessage): void {
  stream.resume()
}

function tooLarge(limit: number): AuthError {
  return problem('payload_too_large', { evidence: { limit } })
}
