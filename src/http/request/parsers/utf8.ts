/**
 * Explains invalid UTF-8 in CPython's words: which byte, at which position, and whether it cannot start a character,
 * cannot continue one, or ends the data too early. Called only for bytes that the platform's strict decoder refused.
 */
export function explainInvalidUtf8(bytes: Uint8Array): string | undefined {
  let position = 0
  while (position < bytes.length) {
    const step = readCharacter(bytes, position)
    if (typeof step !== 'number') return describe(bytes, position, step)
    position += step
  }
  return undefined
}

interface EncodingError {
  readonly length: number
  readonly why: 'invalid start byte' | 'invalid continuation byte' | 'unexpected end of data'
}

/** The length of the well-formed character there, or what is wrong with it (Unicode 15, table 3-7). */
function readCharacter(bytes: Uint8Array, start: number): number | EncodingError {
  const first = bytes[start] ?? 0
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return { length: 1, why: 'invalid start byte' }
  const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  for (let offset = 1; offset < size; offset += 1) {
    const next = bytes[start + offset]
    if (next === undefined) return { length: offset, why: 'unexpected end of data' }
    const [low, high] = offset === 1 ? secondByteRange(first) : [0x80, 0xbf]
    if (next < low || next > high) return { length: offset, why: 'invalid continuation byte' }
  }
  return size
}

/** Overlong forms, surrogates and code points above U+10FFFF show in the second byte. */
function secondByteRange(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf]
  if (first === 0xed) return [0x80, 0x9f]
  if (first === 0xf0) return [0x90, 0xbf]
  if (first === 0xf4) return [0x80, 0x8f]
  return [0x80, 0xbf]
}

function describe(bytes: Uint8Array, position: number, error: EncodingError): string {
  const what =
    error.length === 1
      ? `byte 0x${(bytes[position] ?? 0).toString(16).padStart(2, '0')} in position ${position}`
      : `bytes in position ${position}-${position + error.length - 1}`
  return `'utf-8' codec can't decode ${what}: ${error.why}`
}
