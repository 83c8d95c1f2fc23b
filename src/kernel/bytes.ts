/** Bytes written as text, and compared, by what Node has for it. decode.ts reads them. */
import { timingSafeEqual } from 'node:crypto'

/** Unpadded base64url (RFC 7515 section 2). */
export function encodeBase64url(bytes: Uint8Array | string): string {
  return (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes as string)).toString('base64url')
}

/** Constant-time comparison: the time depends on the lengths only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
