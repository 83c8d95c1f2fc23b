/** Runs a measure in rounds. In each round every turn has its go, so that what else the machine does falls upon all. */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Bench, type BenchOptions, createBench, runOnPostgres } from './bench.ts'
import { type Cleanup, createCleanup } from './cleanup.ts'
import type { Figures, Measure, Row, Tool, Turn } from './measure.ts'
import { hasProc } from './processes.ts'

export interface RowResult {
  readonly row: Row
  /** One value for each round. */
  readonly ours: readonly number[]
  readonly peer: readonly number[]
  readonly ratios: readonly number[]
}

export type Outcome =
  | { readonly measure: Measure; readonly rows: readonly RowResult[] }
  | { readonly measure: Measure; readonly missing: string }

/** What the turns found out, by name. */
type Found = ReadonlyMap<string, readonly Figures[]>

export async function runMeasure(measure: Measure, options: Omit<BenchOptions, 'cleanup'>): Promise<Outcome> {
  const missing = await findMissing(measure.needs ?? [])
  if (missing !== undefined) return { measure, missing }
  const cleanup: Cleanup = createCleanup()
  options.whole.cleanup.add(() => cleanup.run())
  try {
    const bench = createBench({ ...options, cleanup })
    const turns = await measure.prepare(bench)
    const found = await runRounds(bench, turns, measure.once ? 1 : bench.rounds)
    return { measure, rows: measure.rows.map(row => resultOf(row, found)) }
  } catch (error) {
    return { measure, missing: `failed: ${error instanceof Error ? error.message : error}` }
  } finally {
    await cleanup.run()
  }
}

async function runRounds({ say }: Bench, turns: readonly Turn[], rounds: number): Promise<Found> {
  const found = new Map<string, Figures[]>(turns.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    // There and back: a machine that gets slower favours neither.
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) {
      say(`${turn.name}, round ${round + 1} of ${rounds}`)
      found.get(turn.name)?.push(await turn.run(round))
    }
  }
  return found
}

function resultOf(row: Row, found: Found): RowResult {
  const ours = valuesOf(row.ours, found)
  const peer = row.peer === undefined ? [] : valuesOf(row.peer, found)
  return { row, ours, peer, ratios: peer.map((value, round) => (ours[round] ?? Number.NaN) / value) }
}

/** Of `turn.figure`, one for each round. */
function valuesOf(name: string, found: Found): readonly number[] {
  const [turn = '', figure = ''] = name.split('.')
  return (found.get(turn) ?? []).map(figures => figures[figure] ?? Number.NaN)
}

const tools: Readonly<Record<Tool, { readonly isThere: () => boolean | Promise<boolean>; readonly fix: string }>> = {
  wrk: { isThere: () => spawnSync('wrk', ['-v']).error === undefined, fix: 'needs wrk: apt install wrk' },
  proc: { isThere: () => hasProc, fix: 'needs /proc, so Linux' },
  dist: { isThere: () => existsSync('dist/cli/main.js'), fix: 'needs dist/: npm run build' },
  postgres: {
    isThere: () =>
      runOnPostgres('SELECT 1')
        .then(() => true)
        .catch(() => false),
    fix: 'needs PostgreSQL: BENCH_POSTGRES=postgres://USER:PASSWORD@HOST:5432/DATABASE of a user that may create databases',
  },
}

async function findMissing(names: readonly Tool[]): Promise<string | undefined> {
  for (const name of names) if (!(await tools[name].isThere())) return tools[name].fix
  return undefined
}
