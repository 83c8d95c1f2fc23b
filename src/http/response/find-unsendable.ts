/**
 * What no HTTP server can send: names, values and statuses that the platform refuses, each in its own way, once dispatch
 * is over. An application's endpoint may build a header of a user's text (response splitting, crash by a file name).
 */
import type { Outgoing } from '../request/message.ts'

type Header = Outgoing['headers'][number]

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Latin-1 without control characters (RFC 9110 section 5.5), as Node checks it. */
const sendable = /^[\t\x20-\x7e\x80-\xff]*$/
/** The server writes these. A wrong one ends the connection, or shifts the answers on it (response smuggling). */
const framing = ['connection', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade']

/** The error to report; it names the header and leaves its value out. `undefined`: all of it can be sent. */
export function findUnsendable({ status, headers, body, bytes }: Outgoing): TypeError | undefined {
  if (!Number.isInteger(status) || status < 200 || status > 599) return new TypeError(`${status} is no status`)
  for (const header of headers) {
    if (sentBefore.has(header)) continue
    const [name, value] = header
    if (typeof name !== 'string' || !token.test(name)) return new TypeError(`a header cannot be named ${quote(name)}`)
    if (typeof value !== 'string') return new TypeError(`the header ${name} is ${typeof value}, not text`)
    if (!sendable.test(value)) return new TypeError(`the header ${name} holds a character that headers cannot hold`)
    if (framing.includes(name.toLowerCase())) return new TypeError(`the header ${name} belongs to the server`)
    const isLength = name.toLowerCase() === 'content-length'
    if (isLength && value !== lengthOf(bytes ?? body)) return new TypeError(`${name} is not the body's length`)
  }
  return undefined
}

/** Headers that are the same objects in each answer of a row: looked at once, they cost a request nothing. */
const sentBefore = new WeakSet<Header>()

/** Throws for what cannot be sent. Returns what it is given, which must not be changed afterwards. */
export function rememberSendable(headers: readonly Header[]): readonly Header[] {
  const error = findUnsendable({ status: 200, headers, body: '' })
  if (error !== undefined) throw error
  for (const header of headers) sentBefore.add(Object.freeze(header))
  return headers
}

/** Of a stream it is not known. */
function lengthOf(body: string | NonNullable<Outgoing['bytes']>): string | undefined {
  if (typeof body === 'string') return String(Buffer.byteLength(body))
  return body instanceof Uint8Array ? String(body.length) : undefined
}

function quote(name: unknown): string {
  return JSON.stringify(String(name).slice(0, 60))
}
