/**
 * DER (ITU-T X.690), as far as public keys need it: tags of one byte, lengths in their shortest form, nothing behind the
 * end. Whatever is written otherwise is no key.
 */

export interface DerValue {
  readonly tag: number
  readonly content: Uint8Array
}

export const derTags = { integer: 0x02, bitString: 0x03, nothing: 0x05, oid: 0x06, sequence: 0x30 } as const

/** The values that stand one behind the other, or `undefined`. */
export function readDer(bytes: Uint8Array): readonly DerValue[] | undefined {
  const values: DerValue[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0
    const length = readLength(bytes, at + 1)
    if (length === undefined || length.end + length.value > bytes.length) return undefined
    at = length.end + length.value
    values.push({ tag, content: bytes.subarray(length.end, at) })
  }
  return values
}

/** The members of a sequence, if the bytes are one sequence and nothing else. */
export function readSequence(bytes: Uint8Array): readonly DerValue[] | undefined {
  const [only, ...others] = readDer(bytes) ?? []
  return only?.tag === derTags.sequence && others.length === 0 ? readDer(only.content) : undefined
}

function readLength(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at]
  if (first === undefined) return undefined
  if (first < 0x80) return { value: first, end: at + 1 }
  const count = first & 0x7f
  if (count === 0 || count > 3 || at + count >= bytes.length) return undefined
  let value = 0
  for (let index = 1; index <= count; index += 1) value = value * 256 + (bytes[at + index] ?? 0)
  const isShortest = value >= 0x80 && value >= 256 ** (count - 1)
  return isShortest ? { value, end: at + 1 + count } : undefined
}
