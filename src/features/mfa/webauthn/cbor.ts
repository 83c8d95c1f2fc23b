/**
 * The part of CBOR (RFC 8949) that authenticators use: integers, byte and text strings, arrays, maps, true, false, null.
 * No indefinite lengths, no tags, no floats, no duplicate keys, nothing after the end (CTAP 2.1 section 8, message
 * encoding). Size, depth and count have limits, and no length is believed before the bytes are there. The order of keys
 * is not checked: password managers differ in it, and nothing here depends on it.
 */
import { decodeUtf8 } from '../../../kernel/decode.ts'
import { refuse } from './refusal.ts'

export type CborValue = number | string | boolean | null | Uint8Array | readonly CborValue[] | CborMap
export interface CborMap extends ReadonlyMap<number | string, CborValue> {}

/**
 * `shortest`: numbers and lengths in their shortest form alone. `wide`: from 24 on also in a wider one, as libraries in
 * Android apps write attestation objects (`59 0094` for a length of 148).
 */
export type CborForm = 'shortest' | 'wide'

interface Reader {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly form: CborForm
  at: number
  items: number
}

const largestInput = 65_536
/** CTAP2 allows four; a compound attestation (WebAuthn Level 3 section 8.9) has more. */
const deepest = 8
const mostItems = 1000

/** The one item that fills `bytes`. */
export function decodeCbor(bytes: Uint8Array, form: CborForm): CborValue {
  const { value, end } = decodeFirstCbor(bytes, 0, form)
  return end === bytes.length ? value : refuse('malformed', 'bytes after the end of the CBOR')
}

/** The item at `start`, and where it ends: authenticator data has CBOR without its length. */
export function decodeFirstCbor(
  bytes: Uint8Array,
  start: number,
  form: CborForm,
): { readonly value: CborValue; readonly end: number } {
  if (bytes.length > largestInput) refuse('malformed', 'too much CBOR')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader = { bytes, view, form, at: start, items: 0 }
  const value = readItem(reader, 1)
  return { value, end: reader.at }
}

/** The value, if it is a map. */
export function asCborMap(value: CborValue | undefined): CborMap | undefined {
  return value instanceof Map ? value : undefined
}

function readItem(reader: Reader, depth: number): CborValue {
  reader.items += 1
  if (reader.items > mostItems) refuse('malformed', 'too many CBOR items')
  if (depth > deepest) refuse('malformed', 'CBOR nested too deep')
  const initial = takeByte(reader)
  const major = initial >> 5
  if (major === 7) return readSimple(initial)
  const argument = readArgument(reader, initial & 31)
  if (major === 0) return argument
  if (major === 1) return readNegative(argument)
  if (major === 2) return takeBytes(reader, argument)
  if (major === 3) return decodeUtf8(takeBytes(reader, argument)) ?? refuse('malformed', 'CBOR text that is not UTF-8')
  if (major === 4) return readArray(reader, argument, depth)
  if (major === 5) return readMap(reader, argument, depth)
  return refuse('malformed', 'a CBOR tag')
}

/** Floats and `undefined` are among the others: no format of WebAuthn has them. */
function readSimple(initial: number): boolean | null {
  if (initial === 0xf4) return false
  if (initial === 0xf5) return true
  return initial === 0xf6 ? null : refuse('malformed', 'a CBOR float or simple value')
}

function readNegative(argument: number): number {
  const value = -1 - argument
  return Number.isSafeInteger(value) ? value : refuse('malformed', 'a CBOR number that is too large')
}

/** A number, length or count (RFC 8949 section 3). 31 would be an indefinite length, 28 to 30 are reserved. */
function readArgument(reader: Reader, info: number): number {
  if (info < 24) return info
  if (info > 27) refuse('malformed', 'a CBOR item of indefinite length')
  const width = 2 ** (info - 24)
  requireLeft(reader, width)
  const value = readUnsigned(reader, width)
  reader.at += width
  if (!Number.isSafeInteger(value)) refuse('malformed', 'a CBOR number that is too large')
  if (value < smallestOf(reader.form === 'shortest' ? width : 1)) {
    refuse('malformed', 'a CBOR number that is not in its shortest form')
  }
  return value
}

/** The smallest value that needs a number of so many bytes. */
function smallestOf(width: number): number {
  return width === 1 ? 24 : 2 ** (4 * width)
}

function readUnsigned({ view, at }: Reader, width: number): number {
  if (width === 1) return view.getUint8(at)
  if (width === 2) return view.getUint16(at)
  return width === 4 ? view.getUint32(at) : Number(view.getBigUint64(at))
}

function readArray(reader: Reader, count: number, depth: number): readonly CborValue[] {
  requireLeft(reader, count)
  return Array.from({ length: count }, () => readItem(reader, depth + 1))
}

function readMap(reader: Reader, count: number, depth: number): CborMap {
  requireLeft(reader, count * 2)
  const map = new Map<number | string, CborValue>()
  for (let entry = 0; entry < count; entry += 1) {
    const key = readItem(reader, depth + 1)
    if (typeof key !== 'number' && typeof key !== 'string') refuse('malformed', 'a CBOR key that is no number or text')
    if (map.has(key)) refuse('malformed', 'a CBOR key that is there twice')
    map.set(key, readItem(reader, depth + 1))
  }
  return map
}

function takeByte(reader: Reader): number {
  requireLeft(reader, 1)
  const byte = reader.view.getUint8(reader.at)
  reader.at += 1
  return byte
}

function takeBytes(reader: Reader, length: number): Uint8Array {
  requireLeft(reader, length)
  const start = reader.at
  reader.at += length
  return reader.bytes.subarray(start, reader.at)
}

/** Each item takes a byte at least, so a count that cannot be there is refused before anything is made for it. */
function requireLeft({ bytes, at }: Reader, length: number): void {
  if (length > bytes.length - at) refuse('malformed', 'CBOR that ends too early')
}
