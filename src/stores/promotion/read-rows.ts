/** Rows of the file in the form that PostgreSQL reads. What it would refuse is told by table, column and key. */
import { PromotionError } from '../errors.ts'
import type { TextRow } from '../postgres/promotion/rows.ts'
import {
  type PromotedColumn,
  type PromotedTable,
  type SourceRow,
  type SourceValue,
  UnfitValue,
} from '../rows/promoted-table.ts'
import type { Snapshot } from '../sqlite/promotion/snapshot.ts'

/** `snapshot`: where the row was read. Throws PromotionError. */
export function convertRow(snapshot: Snapshot, table: PromotedTable, row: SourceRow): TextRow {
  return table.columns.map((column, index) => {
    const reason = faultOf(snapshot, table, column, row, row[index] ?? null)
    if (typeof reason === 'object') return reason.text
    throw new PromotionError(`${nameOfValue(table, column, row)} ${reason}.`, valueFix)
  })
}

export const valueFix = 'Correct the row in SQLite, and run this again. `--dry-run` lists all of them.'

/** What is wrong with the values of a row, a sentence each. */
export function faultsOfRow(snapshot: Snapshot, table: PromotedTable, row: SourceRow): readonly string[] {
  return table.columns.flatMap((column, index) => {
    const reason = faultOf(snapshot, table, column, row, row[index] ?? null)
    return typeof reason === 'object' ? [] : [`${nameOfValue(table, column, row)} ${reason}.`]
  })
}

/** The key of a row, in SQLite's values. */
export function keyOfRow(table: PromotedTable, row: SourceRow): SourceRow {
  return table.key.map(index => row[index] ?? null)
}

/** The key as PostgreSQL has it. */
export function convertKey(table: PromotedTable, key: SourceRow): TextRow {
  return table.key.map((index, place) => table.columns[index]?.convert(key[place] ?? null) ?? null)
}

function faultOf(
  snapshot: Snapshot,
  table: PromotedTable,
  column: PromotedColumn,
  row: SourceRow,
  value: SourceValue,
): { readonly text: string | null } | string {
  // What is no UTF-8 is read with a sign in its place, which a text may also hold by itself.
  if (typeof value === 'string' && value.includes('\ufffd')) {
    const bytes = snapshot.bytesOf(table, column.source, keyOfRow(table, row))
    if (!Buffer.from(value).equals(bytes)) return 'holds text that is not UTF-8'
  }
  try {
    return { text: column.convert(value) }
  } catch (error) {
    if (error instanceof UnfitValue) return error.message
    throw error
  }
}

function nameOfValue(table: PromotedTable, column: PromotedColumn, row: SourceRow): string {
  const key = keyOfRow(table, row).map(value =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  )
  return `${table.name}.${column.source} of the row ${key.join(', ')}`
}
