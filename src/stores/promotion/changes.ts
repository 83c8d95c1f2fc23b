/** Rows that changed in the file since they were copied: read from a snapshot, and brought over in one transaction. */
import type { Connection } from '../postgres/connection.ts'
import { deleteRows, parkRows, putRows, sumOfKeys, type TextRow } from '../postgres/promotion/rows.ts'
import { type CopyState, unpackKey } from '../postgres/promotion/target.ts'
import {
  addSums,
  emptySum,
  type PromotedTable,
  type SourceRow,
  subtractSums,
  type TableSum,
} from '../rows/promoted-table.ts'
import type { Snapshot } from '../sqlite/promotion/snapshot.ts'
import { sumOfRows } from './digest.ts'
import { convertKey, convertRow } from './read-rows.ts'

export interface TableChanges {
  readonly table: PromotedTable
  /** As they are in SQLite. */
  readonly sourceKeys: readonly SourceRow[]
  readonly keys: readonly TextRow[]
  /** Of the keys those whose row is not there any more. */
  readonly gone: readonly TextRow[]
  readonly rows: readonly TextRow[]
}

/** Of tables that are here, or of the part that is: what is copied later is copied as it is then. */
export function readChanges(
  snapshot: Snapshot,
  tables: readonly PromotedTable[],
  { position, copied }: CopyState,
): readonly TableChanges[] {
  if (snapshot.position === position) return []
  return tables.flatMap(table => {
    const part = copied[table.name]
    if (part === undefined) return []
    const last = part === true ? undefined : unpackKey(part)
    const sourceKeys = snapshot.changedKeys(table, position, last)
    return sourceKeys.length === 0 ? [] : readTable(snapshot, table, sourceKeys)
  })
}

function readTable(snapshot: Snapshot, table: PromotedTable, sourceKeys: readonly SourceRow[]): TableChanges {
  const gone: TextRow[] = []
  const rows: TextRow[] = []
  const keys = sourceKeys.map(key => {
    const converted = convertKey(table, key)
    const [row] = snapshot.rowsOf(table, [key])
    if (row === undefined) gone.push(converted)
    else rows.push(convertRow(snapshot, table, row))
    return converted
  })
  return { table, sourceKeys, keys, gone, rows }
}

export function countChanges(changes: readonly TableChanges[]): number {
  return changes.reduce((count, { keys }) => count + keys.length, 0)
}

/**
 * Facts come first, as they say how far the audit log may be pruned. Then what is gone, those who refer before those who
 * are referred to, and then what is there, in the other order.
 */
export async function applyChanges(on: Connection, changes: readonly TableChanges[]): Promise<void> {
  const isOfFacts = ({ table }: TableChanges) => table.name === 'facts'
  for (const some of [changes.filter(isOfFacts), changes.filter(change => !isOfFacts(change))]) {
    for (const { table, gone } of some.toReversed()) {
      for (const keys of inPieces(gone)) await deleteRows(on, table, keys)
    }
    for (const { table, keys, rows } of some) {
      if (table.parked !== undefined) for (const those of inPieces(keys)) await parkRows(on, table, those)
      for (const those of inPieces(rows)) await putRows(on, table, those)
    }
  }
}

const piece = 2000

function* inPieces<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += piece) yield rows.slice(from, from + piece)
}

/** What both sides hold, by table. */
export type Sums = ReadonlyMap<string, { readonly source: TableSum; readonly target: TableSum }>

/** The rows of these keys as they are in the target. */
export async function sumInTarget(
  on: Connection,
  changes: readonly TableChanges[],
): Promise<ReadonlyMap<string, TableSum>> {
  const sums = new Map<string, TableSum>()
  for (const { table, keys } of changes) {
    let sum = emptySum
    for (const some of inPieces(keys)) sum = addSums(sum, await sumOfKeys(on, table, some))
    sums.set(table.name, sum)
  }
  return sums
}

/** Follows the changes on both sides, each by what it held itself before and after. */
export function followSums(
  sums: Sums,
  changes: readonly TableChanges[],
  before: { readonly snapshot: Snapshot; readonly target: ReadonlyMap<string, TableSum> },
  after: { readonly target: ReadonlyMap<string, TableSum> },
): Sums {
  const next = new Map(sums)
  for (const { table, sourceKeys, rows } of changes) {
    const old = sums.get(table.name) ?? { source: emptySum, target: emptySum }
    const rowsBefore = before.snapshot.rowsOf(table, sourceKeys).map(row => convertRow(before.snapshot, table, row))
    const change = (sum: TableSum, from: TableSum, to: TableSum) => addSums(subtractSums(sum, from), to)
    next.set(table.name, {
      source: change(old.source, sumOfRows(table, rowsBefore), sumOfRows(table, rows)),
      target: change(old.target, before.target.get(table.name) ?? emptySum, after.target.get(table.name) ?? emptySum),
    })
  }
  return next
}
