/**
 * Compares both sides, and moves. The whole is compared while servers write: digests of every row on either side, as of one
 * snapshot. From then on each side follows its own changes, so that the moment in which writers wait is short: the last
 * changes, the comparison of the sums, and one commit in the file, which decides.
 */
import { PromotionError } from '../errors.ts'
import { raiseSequence, sumOfTable } from '../postgres/promotion/rows.ts'
import type { CopyState } from '../postgres/promotion/target.ts'
import { addSums, emptySum, isSameSum, type PromotedTable, type TableSum } from '../rows/promoted-table.ts'
import type { PromotionFact } from '../sqlite/promotion/moved.ts'
import type { Snapshot } from '../sqlite/promotion/snapshot.ts'
import { applyChanges, countChanges, followSums, readChanges, type Sums, sumInTarget } from './changes.ts'
import { openWhole, type Parts } from './copy.ts'
import { sumOfRow } from './digest.ts'
import { ownTables } from './own-tables.ts'
import { convertRow, keyOfRow } from './read-rows.ts'

/** Both sides as of the snapshot, which stays open. */
export interface Compared {
  readonly state: CopyState
  readonly snapshot: Snapshot
  readonly sums: Sums
}

/** Throws PromotionError where the two differ. */
export async function compareAll(parts: Parts, state: CopyState, snapshot: Snapshot): Promise<Compared> {
  const sums = new Map<string, { source: TableSum; target: TableSum }>()
  for (const table of parts.plan.tables) {
    parts.report.comparing(table.name)
    const [source, target] = await Promise.all([sumInSource(snapshot, table), sumOfTable(parts.target.database, table)])
    sums.set(table.name, { source, target })
  }
  requireSame(sums)
  return { state, snapshot, sums }
}

async function sumInSource(snapshot: Snapshot, table: PromotedTable): Promise<TableSum> {
  let sum = emptySum
  for (let rows = snapshot.rowsAfter(table, undefined, rowsAtOnce); rows.length > 0; ) {
    for (const row of rows) sum = addSums(sum, sumOfRow(table, convertRow(snapshot, table, row)))
    // The other side's answers are read in between.
    await new Promise(setImmediate)
    const last = rows.at(-1) ?? []
    rows = snapshot.rowsAfter(table, keyOfRow(table, last), rowsAtOnce)
  }
  return sum
}

const rowsAtOnce = 2000

function requireSame(sums: Sums): void {
  const different = [...sums].filter(([, { source, target }]) => !isSameSum(source, target))
  if (different.length === 0) return
  throw new PromotionError(
    different.map(
      ([name, { source, target }]) => `The table ${name} differs: ${source.rows} rows here, ${target.rows} there.`,
    ),
    'The file is in use as before. Begin again: `latchkey promote --abort`, empty the target, and run this again.',
  )
}

const fewChanges = 500
const quickMs = 250
const mostRounds = 60

/** Follows the changes until those that are left take a moment. */
export async function comeCloser(parts: Parts, compared: Compared): Promise<Compared> {
  let current = compared
  for (let round = 1; round <= mostRounds; round += 1) {
    const started = parts.elapsed()
    const { next, count } = await follow(parts, current)
    current = next
    if (count <= fewChanges && parts.elapsed() - started <= quickMs) return current
  }
  parts.report.remark('The file changes so fast that the last changes may take longer than the writers can wait.')
  return current
}

/** One round: what changed since the last snapshot. */
async function follow(
  parts: Parts,
  { state: from, snapshot: before, sums }: Compared,
  phase: CopyState['phase'] = from.phase,
): Promise<{ readonly next: Compared; readonly count: number }> {
  const snapshot = openWhole(parts)
  try {
    const changes = readChanges(snapshot, parts.plan.tables, from)
    const state: CopyState = { ...from, position: snapshot.position, phase }
    let followed = sums
    await parts.target.write(from, state, async on => {
      const targetBefore = await sumInTarget(on, changes)
      await applyChanges(on, changes)
      followed = followSums(
        sums,
        changes,
        { snapshot: before, target: targetBefore },
        { target: await sumInTarget(on, changes) },
      )
      requireSame(followed)
      if (phase !== 'ready') return
      requireCounted(parts, snapshot, followed)
      await raiseSequences(parts, snapshot, on)
    })
    before.close()
    return { next: { state, snapshot, sums: followed }, count: countChanges(changes) }
  } catch (error) {
    snapshot.close()
    throw error
  }
}

/** INSERT OR REPLACE takes another row away without its triggers, where a second column is unique. Ours never does. */
function requireCounted({ plan }: Parts, snapshot: Snapshot, sums: Sums): void {
  const ofApplication = plan.tables.filter(({ name }) => !Object.hasOwn(ownTables, name))
  const counted = ofApplication.map(table => {
    const { source = emptySum, target = emptySum } = sums.get(table.name) ?? {}
    return [table.name, { source: { ...source, rows: snapshot.countRows(table) }, target }] as const
  })
  requireSame(new Map(counted))
}

async function raiseSequences(
  { plan }: Parts,
  snapshot: Snapshot,
  on: Parameters<typeof raiseSequence>[0],
): Promise<void> {
  for (const { table, column } of plan.numbered) {
    await raiseSequence(on, table, column, snapshot.numbers.get(table) ?? 0n)
  }
}

/** How long writers wait at most, in ms. */
export const longestStop = 2000
/** For the commit itself. */
const margin = 100
const mostAttempts = 5

export interface Moved extends Compared {
  /** For how many ms writers waited. */
  readonly stopMs: number
}

/** Throws PromotionError where the last changes do not fit into the stop: then the file is in use as before. */
export async function move(parts: Parts, fact: PromotionFact, compared: Compared): Promise<Moved> {
  let current = compared
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    current = await comeCloser(parts, current)
    const tried = await tryToMove(parts, fact, current)
    if (tried.stopMs !== undefined) return { ...tried.compared, stopMs: tried.stopMs }
    current = tried.compared
    parts.report.remark(`The last changes took longer than ${longestStop} ms: writers go on, and it is tried again.`)
  }
  current.snapshot.close()
  throw new PromotionError(
    `The last changes did not fit into ${longestStop} ms, ${mostAttempts} times.`,
    'Run this again when less is written, or when the way to PostgreSQL is faster: it goes on where it stopped.',
  )
}

async function tryToMove(parts: Parts, fact: PromotionFact, compared: Compared) {
  const { source, elapsed } = parts
  await source.holdWriters()
  const started = elapsed()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    source.goOn()
  }, longestStop - margin)
  try {
    const { next } = await follow(parts, compared, 'ready')
    if (isLate) return { compared: next, stopMs: undefined }
    source.move(fact)
    return { compared: next, stopMs: elapsed() - started }
  } finally {
    clearTimeout(timer)
    source.goOn()
  }
}
