/** The body of an answer in the form that servers of Node send: a buffer, or a stream that ends its source with the client. */
import { Readable } from 'node:stream'
import type { Outgoing } from '../http/request/message.ts'

export function sendableBody({ body, bytes }: Outgoing): Buffer | Readable {
  if (bytes === undefined) return Buffer.from(body)
  if (bytes instanceof Uint8Array) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Readable.from(bytes, { objectMode: false })
}
