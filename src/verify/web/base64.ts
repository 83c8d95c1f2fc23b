/** base64 by what every platform has. */

/** Unpadded base64url (RFC 7515 section 2). */
export function encodeBase64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** As lenient as decoders of keys are: with blanks and line breaks, of either alphabet. `undefined` for what is none. */
export function decodeLenientBase64(text: string): Uint8Array | undefined {
  try {
    return bytesOfLatin1(atob(text.replaceAll('-', '+').replaceAll('_', '/')))
  } catch {
    return undefined
  }
}

/** The lower byte of each character. */
export function bytesOfLatin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, character => character.charCodeAt(0))
}
