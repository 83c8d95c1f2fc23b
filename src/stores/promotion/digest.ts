/** The sum of a table on SQLite's side: of each row the SHA-256 of what PostgreSQL is given. */
import { hash } from 'node:crypto'
import { addSums, emptySum, type PromotedTable, type TableSum } from '../rows/promoted-table.ts'

/** `row`: in the order of the columns, as PostgreSQL is given it. */
export function sumOfRow({ columns }: PromotedTable, row: readonly (string | null)[]): TableSum {
  let spelled = ''
  for (const [index, column] of columns.entries()) {
    const value = row[index] ?? null
    const compared = value === null ? null : column.compare === undefined ? '' : column.compare(value)
    // With its length before it, so that no two rows are spelled alike.
    spelled += compared === null ? '~' : `${Buffer.byteLength(compared)}:${compared}`
  }
  const digest = hash('sha256', spelled, 'buffer')
  return { rows: 1, digest: [digest.readBigUInt64BE(0), digest.readBigUInt64BE(8)] }
}

export function sumOfRows(table: PromotedTable, rows: Iterable<readonly (string | null)[]>): TableSum {
  let sum = emptySum
  for (const row of rows) sum = addSums(sum, sumOfRow(table, row))
  return sum
}
