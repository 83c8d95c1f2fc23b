/**
 * What many sessions cost, on both databases: bytes a session, deleting what has expired among few and among many others,
 * and refreshing some alone and among many.
 */
import { randomBytes } from 'node:crypto'
import { deleteExpired } from '../../src/flows/delete-expired.ts'
import { systemClock } from '../../src/ports/defaults/clock.ts'
import { lastingTimer } from '../../src/ports/defaults/timer.ts'
import type { Housekeeping } from '../../src/ports/housekeeping.ts'
import { resolveSettings } from '../../src/settings.ts'
import { openPostgresSite } from './postgres.ts'
import { refreshAll } from './refreshes.ts'
import type { Site } from './site.ts'
import { openSqliteSite } from './sqlite.ts'

const few = 20_000
const rounds = 5

const settings = resolveSettings([{ source: 'bench', values: { secretKey: randomBytes(32).toString('base64url') } }])
const dialects = { sqlite: openSqliteSite, postgres: openPostgresSite } as const
export type Dialect = keyof typeof dialects

/** Prints tables. */
export async function printSessionGrowth(names: readonly Dialect[], many: number): Promise<void> {
  for (const name of names) {
    const open = dialects[name]
    await printSizes(name, open, isLong(many) ? 200_000 : 50_000)
    await printDeletions(name, open, Math.min(many, 2_000_000), isLong(many) ? 100_000 : 20_000)
    await printRefreshes(name, open, many, isLong(many) ? 50_000 : 10_000)
    console.log('')
  }
}

function isLong(many: number): boolean {
  return many >= 2_000_000
}

type Open = () => Promise<Site>

async function printSizes(name: string, open: Open, count: number): Promise<void> {
  const site = await open()
  const sizes = await site.useForWeeks(count)
  await site.close()
  const parts = [...sizes].map(([part, bytes]) => `${part} ${bytes.toFixed(0)}`)
  console.log(line([name, 'bytes a session after three weeks', ...parts]))
}

async function printDeletions(name: string, open: Open, many: number, expired: number): Promise<void> {
  for (const live of [few, many]) {
    const site = await open()
    await site.fill({ live, expired })
    const { took, count, batches } = await measureDeletion(site.store.housekeeping)
    await site.close()
    console.log(
      line([
        name,
        `flushexpired: ${count} among ${live}`,
        `${(took / 1000).toFixed(2)} s`,
        `batches ${batches.length}: p50 ${quantile(batches, 0.5)}, p99 ${quantile(batches, 0.99)}, max ${quantile(batches, 1)} ms`,
      ]),
    )
  }
}

/** With the rests of the command. */
async function measureDeletion(housekeeping: Housekeeping) {
  const batches: number[] = []
  const timed: Housekeeping = {
    ...housekeeping,
    async deleteSome(kind, before, limit) {
      const began = performance.now()
      const count = await housekeeping.deleteSome(kind, before, limit)
      batches.push(performance.now() - began)
      return count
    },
  }
  const began = performance.now()
  const parts = { settings, clock: systemClock, timer: lastingTimer, housekeeping: timed }
  const { deleted } = await deleteExpired(parts, { rest: 0.5 })
  return { took: performance.now() - began, count: deleted.sessions, batches }
}

/** In turns, so that both have the same machine. The first pass refreshes each session once and is not counted: warm. */
async function printRefreshes(name: string, open: Open, many: number, active: number): Promise<void> {
  const sites = [await open(), await open()]
  const [alone, among] = sites
  if (alone === undefined || among === undefined) return
  const sessions = [
    await alone.fill({ live: active, expired: 0, active }),
    await among.fill({ live: many, expired: 0, active }),
  ]
  const rates: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, site] of sites.entries()) {
      const rate = await refreshAll(site.store.sessions, sessions[index] ?? [])
      if (round > 0) rates[index as 0 | 1].push(rate)
    }
  }
  for (const site of sites) await site.close()
  const [one, other] = rates.map(values => quantileOf(values, 0.5)) as [number, number]
  const ratio = `${(other / one).toFixed(2)} of ${one.toFixed(0)} a second alone`
  console.log(line([name, `refreshes of ${active} among ${many}`, `${other.toFixed(0)} a second`, ratio]))
}

function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

function quantile(values: readonly number[], share: number): string {
  return quantileOf(values, share).toFixed(1)
}

function line([first = '', second = '', ...rest]: readonly string[]): string {
  return `| ${[first.padEnd(8), second.padEnd(38), ...rest].join(' | ')} |`
}
