/** Makes tokens for the scenarios: valid, forged and malformed ones. Nothing is verified here. */
import { createHmac } from 'node:crypto'
import { isObject, type JsonObject, readJson, writeJson } from './json.ts'

const digests: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }

/** Signs with an HMAC; for any other `alg` the signature is empty. A string payload is used as it is. */
export function signToken(header: JsonObject, payload: unknown, key: string, alg: string): string {
  const head = encode(writeJson(header))
  const body = typeof payload === 'string' ? payload : encode(writeJson(payload))
  const digest = digests[alg]
  const signature = digest === undefined ? '' : createHmac(digest, key).update(`${head}.${body}`).digest('base64url')
  return `${head}.${body}.${signature}`
}

export interface DecodedToken {
  readonly header: JsonObject
  readonly payload: JsonObject
}

/** Throws if it is not a token. */
export function decodeToken(token: unknown): DecodedToken {
  const [head = '', body = ''] = splitToken(token)
  const header = readJson(decode(head))
  const payload = readJson(decode(body))
  if (!isObject(header) || !isObject(payload)) throw new TypeError('not a token')
  return { header, payload }
}

/** Tampers with a token. */
export function tamperToken(token: unknown, how: string | undefined, changes: JsonObject): string {
  const [head = '', body = '', signature = ''] = splitToken(token)
  const flipped = (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)
  const edit = (part: string) => encode(writeJson({ ...(readJson(decode(part)) as JsonObject), ...changes }))
  const ways: Readonly<Record<string, () => string>> = {
    flip_sig: () => `${head}.${body}.${flipped}`,
    strip_sig: () => `${head}.${body}.`,
    two_parts: () => `${head}.${body}`,
    four_parts: () => `${String(token)}.extra`,
    truncate: () => String(token).slice(0, -10),
    edit_payload: () => `${head}.${edit(body)}.${signature}`,
    edit_header: () => `${edit(head)}.${body}.${signature}`,
    upper: () => String(token).toUpperCase(),
  }
  const way = ways[how ?? '']
  if (way === undefined) throw new TypeError(`unknown way to tamper: ${how}`)
  return way()
}

function splitToken(token: unknown): string[] {
  const parts = typeof token === 'string' ? token.split('.') : []
  if (parts.length !== 3) throw new TypeError('not a token')
  return parts
}

export function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function decode(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8')
}
