/**
 * Bytes and their text forms. Decoding is strict: what this file accepts has exactly one spelling, so that a token
 * cannot be respelled past a list that knows it (RFC 7515 section 2, RFC 4648 section 3.5).
 */
import { timingSafeEqual } from 'node:crypto'

const base64urlText = /^[A-Za-z0-9_-]*$/
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Unpadded base64url (RFC 7515 section 2). */
export function encodeBase64url(bytes: Uint8Array | string): string {
  return Buffer.from(bytes as string).toString('base64url')
}

/** The bytes, or `undefined` for padding, other alphabets, white space, and bits that no encoder writes. */
export function decodeBase64url(text: string): Buffer | undefined {
  if (!base64urlText.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

/** The text, or `undefined` when the bytes are not UTF-8. A byte order mark is kept, never skipped. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** Equality in a time that depends on the lengths alone. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
