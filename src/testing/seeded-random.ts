/**
 * Random values that repeat from run to run: SHA-256 of the seed and a counter. For tests only: anyone who knows the
 * seed can compute every value.
 */
import { createHash } from 'node:crypto'
import type { Random } from '../ports/random.ts'

/** Randomness that is the same in each run. For tests only: it can be guessed. */
export function createSeededRandom(seed = 'latchkey'): Random {
  let counter = 0
  const block = () => {
    counter += 1
    return createHash('sha256').update(`${seed}/${counter}`).digest()
  }
  const bytes = (count: number) => {
    const blocks = Array.from({ length: Math.ceil(count / 32) }, block)
    return Uint8Array.from(Buffer.concat(blocks).subarray(0, count))
  }
  return { bytes, uuidHex: () => asVersion4(Buffer.from(bytes(16)).toString('hex')) }
}

/** The two digits that RFC 9562 section 5.4 fixes. */
function asVersion4(hex: string): string {
  return `${hex.slice(0, 12)}4${hex.slice(13, 16)}8${hex.slice(17)}`
}
