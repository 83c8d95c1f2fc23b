/**
 * Ids of sessions and tokens as they are kept. Ours are 128 bits, written as text in tokens and as 16 bytes on disk. A
 * token of another issuer may carry any text: it stands behind a byte that says so.
 */
const packedLength = 16
const text = Buffer.from([1])
/** For a text that would be as long as a packed id. */
const paddedText = Buffer.from([2, 0])

export interface IdPacking {
  pack(id: string): Buffer
  unpack(column: unknown): string
}

/** A `sid`: 22 characters of base64url. */
export const sessionIds: IdPacking = packing('base64url')
/** A `jti`: 32 hexadecimal digits. */
export const tokenIds: IdPacking = packing('hex')

function packing(encoding: 'base64url' | 'hex'): IdPacking {
  return {
    pack(id) {
      const bytes = Buffer.from(id, encoding)
      // Only the spelling that comes back as it was.
      if (bytes.length === packedLength && bytes.toString(encoding) === id) return bytes
      const other = Buffer.from(id)
      return Buffer.concat([other.length + text.length === packedLength ? paddedText : text, other])
    },
    unpack(column) {
      // A driver gives bytes or a Buffer.
      const bytes = Buffer.from(column as Uint8Array)
      if (bytes.length === packedLength) return bytes.toString(encoding)
      return bytes.toString('utf8', bytes[0] === paddedText[0] ? paddedText.length : text.length)
    },
  }
}
