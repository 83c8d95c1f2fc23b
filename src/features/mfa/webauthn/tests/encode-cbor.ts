/** CBOR as authenticators write it, and whatever else a test wants to have in it. */

/** Bytes that stand in the CBOR as they are. */
export class Raw {
  readonly bytes: Uint8Array

  constructor(...bytes: number[]) {
    this.bytes = Uint8Array.from(bytes)
  }
}

export type Encodable = number | string | boolean | null | Uint8Array | readonly Encodable[] | Entries | Raw

/** A map as its entries in order: what is not canonical, and what is there twice, can be said. */
export class Entries {
  readonly list: readonly (readonly [Encodable, Encodable])[]

  constructor(list: readonly (readonly [Encodable, Encodable])[]) {
    this.list = list
  }
}

export function encodeCbor(value: Encodable): Buffer {
  if (value instanceof Raw) return Buffer.from(value.bytes)
  if (value === null) return Buffer.from([0xf6])
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4])
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value])
  if (value instanceof Entries) return Buffer.concat([head(5, value.list.length), ...value.list.flat().map(encodeCbor)])
  return Buffer.concat([head(4, value.length), ...value.map(encodeCbor)])
}

/** Major type and argument, in the shortest form or with an argument of `width` bytes. */
export function head(major: number, argument: number, width = shortest(argument)): Buffer {
  const first = (major << 5) | (width === 0 ? argument : 24 + Math.log2(width))
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(argument))
  return Buffer.concat([Buffer.from([first]), bytes.subarray(8 - width)])
}

function shortest(argument: number): number {
  if (argument < 24) return 0
  if (argument < 2 ** 8) return 1
  return argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8
}
