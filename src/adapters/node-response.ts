/** Writes an answer to a response of Node's HTTP server, which nothing else writes to. */
import type { ServerResponse } from 'node:http'
import { pipeline, Readable } from 'node:stream'
import type { Outgoing } from '../http/request/message.ts'

/** `isLast`: the connection ends behind this answer. */
export function writeAnswer(response: ServerResponse, outgoing: Outgoing, isLast: boolean): void {
  const { status, body, bytes = body } = outgoing
  const headers = flatHeaders(outgoing)
  if (isLast) headers.push('connection', 'close')
  if (typeof bytes !== 'string' && !(bytes instanceof Uint8Array)) {
    response.writeHead(status, headers)
    // A stream that fails destroys the response: the client must not take a part for the whole.
    pipeline(Readable.from(bytes, { objectMode: false }), response, () => {})
    return
  }
  const length = Buffer.byteLength(bytes)
  if (status !== 204 && status !== 304) headers.push('content-length', String(length))
  response.writeHead(status, headers)
  // Text in the encoding of the header leaves with it, in one write: 1.3 us of CPU less than bytes behind it. Text that is
  // not ASCII is bytes: as UTF-8 it would take a header in latin-1 along.
  response.end(bytes.length === length ? bytes : Buffer.from(body), 'latin1')
}

/**
 * Names and values in turn, as Node takes them fastest; several `Set-Cookie` stay several. The length is written last,
 * and what has no content has no type (RFC 9110 section 8.6 and 15.3.5).
 */
function flatHeaders({ status, headers }: Outgoing): string[] {
  const flat: string[] = []
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (key === 'content-length' || (status === 204 && key === 'content-type')) continue
    flat.push(key, value)
  }
  return flat
}
