/**
 * Bytes and their text forms. Decoding is strict: every accepted value has exactly one spelling, so that a token
 * cannot be respelled to get past a denylist (RFC 7515 section 2, RFC 4648 section 3.5).
 */
import { timingSafeEqual } from 'node:crypto'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** The six bits of each character, by its code; -1 for what is not in the alphabet. */
const sextets = Int8Array.from({ length: 256 }, (_, code) => alphabet.indexOf(String.fromCharCode(code)))
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Unpadded base64url (RFC 7515 section 2). */
export function encodeBase64url(bytes: Uint8Array | string): string {
  return (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes as string)).toString('base64url')
}

/**
 * The bytes, or `undefined` for padding, other alphabets, white space and non-zero trailing bits. Node's own decoder
 * accepts all of those, so what it returns would have to be encoded and compared, and it takes 4 us more after each
 * verification on an elliptic curve. This takes 0.2 us for a signature and 0.4 for claims at any time.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const { length } = text
  const bytes = Buffer.allocUnsafe((length + 3) & ~3)
  // As UTF-8: what is not ASCII takes more bytes than characters, and none of them is in the table.
  if (length % 4 === 1 || bytes.write(text) !== length) return undefined
  // Whole groups of four characters: the missing ones are zero bits. Decoded in place: three bytes for each group.
  for (let at = length; at < bytes.length; at += 1) bytes[at] = 0x41
  let seen = 0
  let end = 0
  for (let at = 0; at < length; at += 4) {
    const group =
      (bitsAt(bytes, at) << 18) | (bitsAt(bytes, at + 1) << 12) | (bitsAt(bytes, at + 2) << 6) | bitsAt(bytes, at + 3)
    seen |= group
    bytes[end] = group >> 16
    bytes[end + 1] = group >> 8
    bytes[end + 2] = group
    end += 3
  }
  const size = (length * 3) >> 2
  for (let at = size; at < end; at += 1) if (bytes[at] !== 0) return undefined
  // A character outside the alphabet is -1, and leaves the sign in all.
  return seen < 0 ? undefined : bytes.subarray(0, size)
}

function bitsAt(bytes: Uint8Array, at: number): number {
  return sextets[bytes[at] ?? 0] ?? -1
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
