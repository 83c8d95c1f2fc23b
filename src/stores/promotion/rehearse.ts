/** Reads every row as the copy would, and writes none. */
import type { Source } from '../sqlite/promotion/source.ts'
import type { Report } from './copy.ts'
import type { NotCopied, Plan } from './plan.ts'
import { faultsOfRow, keyOfRow } from './read-rows.ts'

export interface Rehearsal {
  readonly tables: readonly { readonly name: string; readonly rows: number }[]
  /** Tables and columns that would stop the copy. */
  readonly notCopied: readonly NotCopied[]
  /** Values that PostgreSQL would not take, a sentence each. */
  readonly faults: readonly string[]
  readonly moreFaults: number
  /** How long the copy takes, about. */
  readonly estimatedSeconds: number
}

const mostFaults = 50
const rowsOfPiece = 2000
/** Copied and compared, on a slow machine with the server beside it: bench/promote.ts. */
const rowsPerSecond = 12_000

export async function rehearse(
  source: Source,
  plan: Plan,
  leaves: readonly string[],
  report: Report,
): Promise<Rehearsal> {
  const snapshot = source.snapshot(source.promotion !== undefined)
  const faults: string[] = []
  const tables = []
  for (const table of plan.tables) {
    const count = snapshot.countRows(table)
    let rows = 0
    for (let page = snapshot.rowsAfter(table, undefined, rowsOfPiece); page.length > 0; ) {
      for (const row of page) faults.push(...faultsOfRow(snapshot, table, row))
      rows += page.length
      report.copying(table.name, rows, count)
      await new Promise(setImmediate)
      page = snapshot.rowsAfter(table, keyOfRow(table, page.at(-1) ?? []), rowsOfPiece)
    }
    tables.push({ name: table.name, rows })
  }
  const total = tables.reduce((sum, { rows }) => sum + rows, 0)
  return {
    tables,
    notCopied: plan.notCopied.filter(({ name }) => !leaves.includes(name)),
    faults: faults.slice(0, mostFaults),
    moreFaults: Math.max(0, faults.length - mostFaults),
    estimatedSeconds: Math.ceil(total / rowsPerSecond) + 1,
  }
}
