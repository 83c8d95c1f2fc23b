/**
 * Bytes and their text forms. Decoding is strict: every accepted value has exactly one spelling, so that a token
 * cannot be respelled to get past a denylist (RFC 7515 section 2, RFC 4648 section 3.5).
 */
import { timingSafeEqual } from 'node:crypto'

const base64urlText = /^[A-Za-z0-9_-]*$/
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Unpadded base64url (RFC 7515 section 2). */
export function encodeBase64url(bytes: Uint8Array | string): string {
  return (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes as string)).toString('base64url')
}

/** The bytes, or `undefined` for padding, other alphabets, white space and non-zero trailing bits. */
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

/** Constant-time comparison: the time depends on the lengths only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
