/**
 * The body of a request that the application's parsers read before Latchkey got it: `express.json()` before the mount,
 * NestJS, cloud functions. Bytes that a parser kept are taken as they are. A parsed value is written down again for
 * Latchkey's own parser, so the same limits, messages and field rules hold; only what the first parser dropped is gone
 * (`1.0` has become `1`, of two equal names the last is there).
 */
import { matchesMediaType, parseMediaType } from '../http/request/parsers/media-type.ts'
import { problem } from '../problems.ts'

/** Where parsers leave a body: `rawBody` by the convention of NestJS, Firebase and Google Cloud. */
export interface KeptBody {
  readonly rawBody?: unknown
  readonly body?: unknown
}

/** The bytes, or `undefined` if nothing has kept them. */
export function bytesOf({ rawBody, body }: KeptBody, contentType = ''): Uint8Array | undefined {
  for (const kept of [rawBody, body]) {
    if (kept instanceof Uint8Array) return kept
    if (typeof kept === 'string') return Buffer.from(kept)
  }
  return body === undefined ? undefined : Buffer.from(write(body, contentType))
}

function write(body: unknown, contentType: string): string {
  const type = parseMediaType(contentType)
  if (typeof body !== 'object' || body === null || matchesMediaType(type, 'application', 'json')) return writeJson(body)
  if (matchesMediaType(type, 'multipart', 'form-data')) {
    return writeMultipart(fieldsOf(body), type.parameters.get('boundary') ?? '')
  }
  return new URLSearchParams(fieldsOf(body)).toString()
}

function writeJson(body: unknown): string {
  try {
    return JSON.stringify(body)
  } catch (cause) {
    // `JSON.parse` does not recurse, and `JSON.stringify` does.
    if (!(cause instanceof RangeError)) throw cause
    throw problem('parse_error', { title: 'JSON parse error - Nested too deep', reason: 'json', cause })
  }
}

/** The client's boundary is in none of the values, or they would have been parsed differently. */
function writeMultipart(fields: [string, string][], boundary: string): string {
  const parts = fields.map(([name, value]) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`)
  return `${parts.map(part => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`
}

/** Parsers make an array of a repeated name, and some an object of `a[b]=c`. */
function fieldsOf(value: unknown, name = ''): [string, string][] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap(each => fieldsOf(each, name))
  if (typeof value !== 'object') return [[name, String(value)]]
  return Object.entries(value).flatMap(([key, inner]) => fieldsOf(inner, name === '' ? key : `${name}[${key}]`))
}
