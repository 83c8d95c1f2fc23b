/** Sends a request over a real socket, byte for byte, and reads the whole answer. */
import { type ClientRequest, request as startRequest } from 'node:http'
import { type Context, fill } from './context.ts'
import { cookieHeader, keepCookies } from './cookies.ts'
import { readJson, writeJson } from './json.ts'
import type { Header, Request } from './scenario.ts'

export interface Answer {
  readonly status: number
  readonly headers: readonly Header[]
  readonly body: Buffer
}

const timeoutMs = 30_000
const boundary = 'oracleboundary7d1f'

/** All values of the header `name`, which must be in lower case. */
export function headerValues(answer: Answer, name: string): readonly string[] {
  return answer.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
}

/** Throws if the body is not JSON in UTF-8. */
export function readJsonBody(answer: Answer): unknown {
  return readJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(answer.body))
}

export async function send(context: Context, template: Request): Promise<Answer> {
  const request = fill(context, template) as Request
  const jar = request.jar === undefined ? undefined : (context.jars.get(request.jar) ?? new Map())
  if (request.jar !== undefined && jar !== undefined) context.jars.set(request.jar, jar)
  const { body, type } = encodeBody(request)
  const headers = new Map([['Accept', 'application/json']])
  if (type !== undefined) headers.set('Content-Type', type)
  setOwnHeaders(headers, request.headers ?? {})
  const cookies = jar === undefined ? undefined : cookieHeader(jar, request.path)
  if (cookies !== undefined) headers.set('Cookie', cookies)
  if (body !== undefined) headers.set('Content-Length', String(body.length))
  else if (['POST', 'PUT', 'PATCH'].includes(request.method)) headers.set('Content-Length', '0')
  const answer = await exchange(context.baseUrl, request, headers, body)
  if (jar !== undefined) keepCookies(jar, headerValues(answer, 'set-cookie'))
  return answer
}

/** The bytes of a request whose placeholders are filled in, and their default content type. */
export function encodeBody(request: Request): { readonly body?: Buffer; readonly type?: string } {
  if ('json' in request) return { body: Buffer.from(writeJson(request.json)), type: 'application/json' }
  if (request.form !== undefined) {
    const pairs = Array.isArray(request.form) ? request.form : Object.entries(request.form)
    const texts = pairs.map(([name, value]): [string, string] => [String(name), String(value)])
    const text = new URLSearchParams(texts).toString()
    return { body: Buffer.from(text), type: 'application/x-www-form-urlencoded' }
  }
  if (request.multipart !== undefined) {
    return { body: encodeMultipart(request.multipart), type: `multipart/form-data; boundary=${boundary}` }
  }
  if (request.raw !== undefined) return { body: Buffer.from(request.raw) }
  return request.raw_b64 === undefined ? {} : { body: Buffer.from(request.raw_b64, 'base64') }
}

function encodeMultipart(fields: readonly (readonly [string, unknown])[]): Buffer {
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${String(value)}\r\n`,
  )
  return Buffer.from(`${parts.join('')}--${boundary}--\r\n`)
}

function setOwnHeaders(headers: Map<string, string>, own: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(own)) {
    for (const known of [...headers.keys()]) if (known.toLowerCase() === name.toLowerCase()) headers.delete(known)
    if (value !== null) headers.set(name, String(value))
  }
}

function exchange(
  baseUrl: string,
  request: Request,
  headers: ReadonlyMap<string, string>,
  body: Buffer | undefined,
): Promise<Answer> {
  const { hostname, port } = new URL(baseUrl)
  return new Promise((resolve, reject) => {
    const { method, path } = request
    const outgoing = startRequest({ hostname, port, method, path, agent: false, timeout: timeoutMs })
    for (const [name, value] of headers) outgoing.setHeader(name, asWireText(value))
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)))
    outgoing.on('error', reject)
    readAnswer(outgoing, resolve, reject)
    outgoing.end(body)
  })
}

/** Node writes headers as Latin-1, so UTF-8 is sent as one character for each byte. */
function asWireText(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1')
}

function readAnswer(outgoing: ClientRequest, resolve: (answer: Answer) => void, reject: (error: Error) => void): void {
  outgoing.on('response', incoming => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('error', reject)
    incoming.on('end', () => {
      const { statusCode, rawHeaders } = incoming
      const headers: Header[] = []
      for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
        headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''])
      }
      resolve({ status: statusCode ?? 0, headers, body: Buffer.concat(chunks) })
    })
  })
}
