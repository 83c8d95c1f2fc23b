/** Formats an answer as raw HTTP/1.1, for connections without a response object. The connection closes after it. */
import { STATUS_CODES } from '../../kernel/node-http.ts'
import type { Outgoing } from '../request/message.ts'

export function formatAnswer({ status, headers, body }: Outgoing): string {
  const length = Buffer.byteLength(body)
  const lines = [...headers, ['Content-Length', String(length)], ['Connection', 'close']]
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n${body}`
}
