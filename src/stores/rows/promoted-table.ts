/** A table that `latchkey promote` copies, in words that both dialects read. */

/** As SQLite gives it: whole numbers as bigints. */
export type SourceValue = null | number | bigint | string | Uint8Array

export interface PromotedColumn {
  /** The column in SQLite. */
  readonly source: string
  /** The column in PostgreSQL. */
  readonly target: string
  /** PostgreSQL's type, without a length. */
  readonly type: string
  /** The value as PostgreSQL reads it. Throws UnfitValue. */
  readonly convert: (value: SourceValue) => string | null
  /** The form in which both sides are compared, of what `convert` gave. `undefined`: it is compared only as there or not. */
  readonly compare: ((text: string) => string) | undefined
}

export interface PromotedTable {
  readonly name: string
  readonly columns: readonly PromotedColumn[]
  /** Indexes of the columns of the primary key. */
  readonly key: readonly number[]
  /** Rows that are not copied, as a condition that both dialects read. */
  readonly without?: string | undefined
  /** A unique column whose values may change hands: it is emptied of old ones first. */
  readonly parked?: string | undefined
}

/** One row, in the order of the columns. */
export type SourceRow = readonly SourceValue[]

/** What the tables hold, whatever the order of their rows: a count, and the sum of the digests of all rows. */
export interface TableSum {
  readonly rows: number
  /** Two halves of 64 bits. */
  readonly digest: readonly [bigint, bigint]
}

export const emptySum: TableSum = { rows: 0, digest: [0n, 0n] }

const mask = (1n << 64n) - 1n

export function addSums(one: TableSum, other: TableSum): TableSum {
  return {
    rows: one.rows + other.rows,
    digest: [(one.digest[0] + other.digest[0]) & mask, (one.digest[1] + other.digest[1]) & mask],
  }
}

export function subtractSums(one: TableSum, other: TableSum): TableSum {
  return {
    rows: one.rows - other.rows,
    digest: [(one.digest[0] - other.digest[0]) & mask, (one.digest[1] - other.digest[1]) & mask],
  }
}

export function isSameSum(one: TableSum, other: TableSum): boolean {
  return one.rows === other.rows && one.digest[0] === other.digest[0] && one.digest[1] === other.digest[1]
}

/** 32 hexadecimal digits. */
export function formatDigest({ digest }: TableSum): string {
  return digest.map(half => half.toString(16).padStart(16, '0')).join('')
}

/** A value that PostgreSQL would not take, or would not give back as it was. */
export class UnfitValue extends Error {}
