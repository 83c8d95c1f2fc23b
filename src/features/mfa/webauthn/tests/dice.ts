/** Choices that are the same in each run. */
import { createSeededRandom } from '../../../../testing/seeded-random.ts'

export interface Dice {
  bytes(count: number): Buffer
  /** From 0, less than `limit`. */
  below(limit: number): number
  pick<T>(list: readonly T[]): T
}

export function createDice(seed: string): Dice {
  const random = createSeededRandom(seed)
  const below = (limit: number) => Buffer.from(random.bytes(4)).readUInt32BE() % limit
  return {
    bytes: count => Buffer.from(random.bytes(count)),
    below,
    pick: <T>(list: readonly T[]) => list[below(list.length)] as T,
  }
}

/** One change of some bytes that knows nothing of what they mean. */
export const damages: Readonly<Record<string, (dice: Dice, bytes: Buffer) => Buffer>> = {
  'a bit flipped': (dice, bytes) => change(bytes, dice.below(bytes.length), byte => byte ^ (1 << dice.below(8))),
  'a byte replaced': (dice, bytes) => change(bytes, dice.below(bytes.length), () => dice.below(256)),
  'a byte more': (dice, bytes) => splice(bytes, dice.below(bytes.length), 0, dice.bytes(1)),
  'a byte less': (dice, bytes) => splice(bytes, dice.below(bytes.length), 1),
  'cut off': (dice, bytes) => bytes.subarray(0, dice.below(bytes.length)),
  'more after the end': (dice, bytes) => Buffer.concat([bytes, dice.bytes(1 + dice.below(40))]),
  'a length of gigabytes': (dice, bytes) => {
    return splice(
      bytes,
      dice.below(bytes.length),
      1,
      Buffer.from([dice.pick([0x5b, 0x7a, 0x9a, 0xbb, 0xba]), 0, 0xff, 0xff, 0xff]),
    )
  },
  'a hundred lists in each other': (dice, bytes) => splice(bytes, dice.below(bytes.length), 1, Buffer.alloc(100, 0x81)),
  'a piece moved': (dice, bytes) => {
    const piece = bytes.subarray(dice.below(bytes.length)).subarray(0, 1 + dice.below(40))
    return splice(bytes, dice.below(bytes.length), piece.length, piece)
  },
}

function change(bytes: Buffer, at: number, to: (byte: number) => number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = to(bytes[at] ?? 0)
  return changed
}

function splice(bytes: Buffer, at: number, removed: number, added: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)])
}
