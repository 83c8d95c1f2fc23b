/**
 * Copies the tables while servers write to the file. Each piece is read from a snapshot, and the place up to which a table
 * is copied is written with it, so that a copy that was stopped goes on. A snapshot is renewed after a while, because the
 * write-ahead log grows for as long as one is open; what changed in between is brought over first.
 */
import { PromotionError } from '../errors.ts'
import { insertRows, putRows } from '../postgres/promotion/rows.ts'
import { type CopyState, packKey, type Target, unpackKey } from '../postgres/promotion/target.ts'
import type { PromotedTable } from '../rows/promoted-table.ts'
import type { Snapshot } from '../sqlite/promotion/snapshot.ts'
import type { Source } from '../sqlite/promotion/source.ts'
import { applyChanges, readChanges } from './changes.ts'
import type { Plan } from './plan.ts'
import { convertRow, keyOfRow } from './read-rows.ts'

export interface Report {
  /** A table that is being copied, and how many of its rows are there. */
  copying(table: string, rows: number, of: number): void
  copied(table: string, rows: number, milliseconds: number): void
  comparing(table: string): void
  remark(text: string): void
}

export interface Parts {
  readonly source: Source
  readonly target: Target
  readonly plan: Plan
  readonly report: Report
  /** In ms, from any start. */
  readonly elapsed: () => number
}

const snapshotMs = 20_000
const rowsOfPiece = 2000

/** Gives the state in which everything is there as in the snapshot, which stays open. */
export async function copyTables(parts: Parts, begun: CopyState): Promise<{ state: CopyState; snapshot: Snapshot }> {
  for (let state = begun; ; ) {
    const snapshot = openWhole(parts)
    try {
      state = await bringOver(parts, state, snapshot)
      if (isComplete(parts.plan, state)) return { state, snapshot }
      state = await copySome(parts, state, snapshot)
    } catch (error) {
      snapshot.close()
      throw error
    }
    snapshot.close()
  }
}

/** A migration that makes a table anew takes the triggers with it, and changes would be lost. */
export function openWhole({ source, plan }: Pick<Parts, 'source' | 'plan'>): Snapshot {
  const snapshot = source.snapshot()
  if (snapshot.isWhole(plan.tables)) return snapshot
  snapshot.close()
  throw new PromotionError(
    'The tables of the file were changed since the copy began.',
    'Begin again: `latchkey promote --abort`, empty the target, and run this again.',
  )
}

/** Brings over what changed in the file since the state. */
export async function bringOver(parts: Parts, from: CopyState, snapshot: Snapshot): Promise<CopyState> {
  const changes = readChanges(snapshot, parts.plan.tables, from)
  if (snapshot.position === from.position) return from
  const to = { ...from, position: snapshot.position }
  await parts.target.write(from, to, on => applyChanges(on, changes))
  return to
}

function isComplete({ tables }: Plan, { copied }: CopyState): boolean {
  return tables.every(({ name }) => copied[name] === true)
}

async function copySome(parts: Parts, begun: CopyState, snapshot: Snapshot): Promise<CopyState> {
  const until = parts.elapsed() + snapshotMs
  let state = begun
  for (const table of parts.plan.tables) {
    const count = state.copied[table.name] === true ? 0 : snapshot.countRows(table)
    const started = parts.elapsed()
    let rows = 0
    while (state.copied[table.name] !== true) {
      if (parts.elapsed() > until) return state
      const next = await copyPiece(parts, table, state, snapshot)
      state = next.state
      rows += next.rows
      if (state.copied[table.name] === true) parts.report.copied(table.name, count, parts.elapsed() - started)
      else parts.report.copying(table.name, rows, count)
    }
  }
  return state
}

async function copyPiece({ target }: Parts, table: PromotedTable, from: CopyState, snapshot: Snapshot) {
  const part = from.copied[table.name]
  const after = part === undefined || part === true ? undefined : unpackKey(part)
  const rows = snapshot.rowsAfter(table, after, rowsOfPiece)
  const last = rows.at(-1)
  const place = rows.length < rowsOfPiece || last === undefined ? true : packKey(keyOfRow(table, last))
  const to: CopyState = { ...from, copied: { ...from.copied, [table.name]: place } }
  const converted = rows.map(row => convertRow(snapshot, table, row))
  await target.write(from, to, async on => {
    if (converted.length === 0) return
    // The start has noted facts of its own.
    if (table.name === 'facts') await putRows(on, table, converted)
    else await insertRows(on, table, converted)
  })
  return { state: to, rows: rows.length }
}
