/**
 * The text of a settings file. Windows editors and PowerShell write UTF-8 with a byte order mark, or UTF-16: read as plain
 * UTF-8, the first name of the file would be another one, and its secret would silently not count.
 */
export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly what: string; readonly fix: string }

const asUtf8 = 'save it as UTF-8'

export function decodeText(bytes: Uint8Array): Decoded {
  const [first, second, third] = bytes
  if (first === 0xff && second === 0xfe) return decodeUtf16(bytes.subarray(2), 'utf-16le')
  if (first === 0xfe && second === 0xff) return decodeUtf16(bytes.subarray(2), 'utf-16be')
  const body = first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes
  if (body.includes(0))
    return { ok: false, what: 'is not text in UTF-8: it holds NUL bytes, as UTF-16 does', fix: asUtf8 }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) }
  } catch {
    return { ok: false, what: `is not text in UTF-8: see line ${lineOfFault(body)}`, fix: asUtf8 }
  }
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Decoded {
  try {
    return { ok: true, text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { ok: false, what: 'begins as UTF-16 and goes on as something else', fix: asUtf8 }
  }
}

/** The line of the first byte that is not UTF-8: line breaks are never a part of another character. */
function lineOfFault(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const lines = Buffer.from(bytes).toString('latin1').split('\n')
  const index = lines.findIndex(line => {
    try {
      decoder.decode(Buffer.from(line, 'latin1'))
      return false
    } catch {
      return true
    }
  })
  return index + 1
}
