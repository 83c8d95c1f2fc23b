/** DRF's LimitOffsetPagination: which rows a list shows. What is no number is as if it was not asked for. */
import { strip } from '../../kernel/python-text.ts'

/** Without a limit the list is whole. */
export interface LimitRule {
  readonly defaultLimit: number | null
  /** The most rows that a caller can ask for; the default is not cut. */
  readonly maxLimit?: number | null | undefined
}

/** A slice of the rows, and where its neighbours begin. An offset may be far beyond all rows: it stands in the links. */
export interface LimitOffset {
  readonly limit: bigint
  readonly offset: bigint
  /** Where the next rows begin, or `undefined` if there are none. */
  readonly next: bigint | undefined
  /** Where those before begin, or `undefined` at the start. */
  readonly previous: bigint | undefined
}

export function readLimit(asked: string | undefined, { defaultLimit, maxLimit }: LimitRule): bigint | null {
  const limit = readNumber(asked)
  if (limit === undefined || limit < 1n) return defaultLimit === null ? null : BigInt(defaultLimit)
  return maxLimit === null || maxLimit === undefined || limit <= BigInt(maxLimit) ? limit : BigInt(maxLimit)
}

export function findSlice(limit: bigint, askedOffset: string | undefined, count: number): LimitOffset {
  const asked = readNumber(askedOffset) ?? 0n
  const offset = asked < 0n ? 0n : asked
  const before = offset - limit
  return {
    limit,
    offset,
    next: offset + limit >= BigInt(count) ? undefined : offset + limit,
    previous: offset === 0n ? undefined : before < 0n ? 0n : before,
  }
}

/** Python's `int()` of ASCII digits, which reads no text of more than 4300. */
const integer = /^[+-]?\d+(?:_\d+)*$/
const mostDigits = 4300

function readNumber(text: string | undefined): bigint | undefined {
  const bare = strip(text ?? '')
  if (bare.length > mostDigits || !integer.test(bare)) return undefined
  const value = BigInt(bare.replace(/^[+-]/, '').replaceAll('_', ''))
  return bare.startsWith('-') ? -value : value
}
