/**
 * What growth costs, on both databases: bytes a session, deleting what has expired among few and among many others, and
 * refreshing 50,000 sessions alone and among many. `npm run bench:growth` is the short form, in two minutes;
 * `npm run bench:growth -- 10000000` the long one, with so many rows (5 GB of disk). Prints tables; nothing is asserted.
 */
import { randomBytes } from 'node:crypto'
import { deleteExpired } from '../src/flows/delete-expired.ts'
import { systemClock } from '../src/ports/defaults/clock.ts'
import { lastingTimer } from '../src/ports/defaults/timer.ts'
import type { Housekeeping } from '../src/ports/housekeeping.ts'
import type { SessionStore } from '../src/sessions/store.ts'
import { resolveSettings } from '../src/settings.ts'
import { openPostgresSite } from './growth/postgres.ts'
import type { ActiveSession, Site } from './growth/site.ts'
import { openSqliteSite } from './growth/sqlite.ts'

const many = Number(process.argv[2] ?? 300_000)
const only = process.argv[3]
const isLong = many >= 2_000_000
const active = isLong ? 50_000 : 10_000
const expired = isLong ? 100_000 : 20_000
const few = 20_000
const rounds = 5

const settings = resolveSettings([{ source: 'bench', values: { secretKey: randomBytes(32).toString('base64url') } }])
const dialects = [
  ['sqlite', openSqliteSite],
  ['postgres', openPostgresSite],
] as const

console.log(`node ${process.version}, ${many} sessions\n`)
for (const [name, open] of dialects.filter(([name]) => only === undefined || only === name)) {
  await printSizes(name, open)
  await printDeletions(name, open)
  await printRefreshes(name, open)
  console.log('')
}

async function printSizes(name: string, open: () => Promise<Site>): Promise<void> {
  const site = await open()
  const sizes = await site.useForWeeks(isLong ? 200_000 : 50_000)
  await site.close()
  const parts = [...sizes].map(([part, bytes]) => `${part} ${bytes.toFixed(0)}`)
  console.log(line([name, 'bytes a session after three weeks', ...parts]))
}

async function printDeletions(name: string, open: () => Promise<Site>): Promise<void> {
  for (const live of [few, many < 2_000_000 ? many : 2_000_000]) {
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
async function printRefreshes(name: string, open: () => Promise<Site>): Promise<void> {
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

/** Refreshes a second: each session once, in any order, 64 at once. */
async function refreshAll(sessions: SessionStore, all: readonly ActiveSession[]): Promise<number> {
  const order = all.toSorted(() => Math.random() - 0.5)
  const began = performance.now()
  let next = 0
  const work = async () => {
    for (let one = order[next++]; one !== undefined; one = order[next++]) await refresh(sessions, one)
  }
  await Promise.all(Array.from({ length: 64 }, work))
  return (order.length / (performance.now() - began)) * 1000
}

async function refresh(sessions: SessionStore, session: ActiveSession): Promise<void> {
  const now = Date.now()
  const iat = Math.floor(now / 1000)
  const jti = randomBytes(16).toString('hex')
  const { kind } = await sessions.rotate({
    sid: session.sid,
    userId: session.userId,
    presented: { jti: session.jti, iat, exp: iat + 1000 },
    next: { jti, iat, exp: iat + 7 * 86_400 },
    tokensUntil: now + 900_000,
    now,
    grace: 10_000,
    authority: 'session',
    replayEndsSession: true,
    origin: {
      address: '203.0.113.77',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  })
  if (kind !== 'rotated') throw new Error(`a refresh was ${kind}`)
  session.jti = jti
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
