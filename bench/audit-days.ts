/**
 * Milliseconds to count audit rows by days, as the console's statistics do (`store.audit.countByDay`), among a million rows
 * of a year, and how long the event loop stood still: of a year, of thirty days and of today. Prints a table; nothing is
 * asserted. `npm run bench:audit -- 1000000` takes so many rows; a second word, `sqlite` or `postgres`, is one database alone.
 */
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import Pg from 'pg'
import { type Auth, createAuth } from '../src/auth.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const rounds = 15
const server = process.env.BENCH_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test'

const dayMs = 86_400_000
const today = Date.UTC(2026, 5, 1)
/** Those that the statistics count, and one that they do not. */
const events = [
  'session.started',
  'login.failed',
  'user.created',
  'token.refused',
  'request.refused',
  'request.throttled',
  'session.ended',
  'mail.dropped',
]
const written = [...events, 'password.changed']

console.log(
  `node ${process.version}, ${count.toLocaleString('en')} audit rows of a year, ${rounds} rounds, milliseconds\n`,
)
console.log(line(['', 'p50', 'p99', 'loop, longest', 'processor']))
for (const dialect of ['sqlite', 'postgres'] as const) {
  if ((process.argv[3] ?? dialect) === dialect) await measure(dialect)
}

async function measure(dialect: 'sqlite' | 'postgres'): Promise<void> {
  const place = await (dialect === 'sqlite' ? openFile() : openSchema())
  try {
    await (await open(place.url)).close()
    await place.run(rows(dialect))
    await place.run(dialect === 'sqlite' ? 'PRAGMA wal_checkpoint(TRUNCATE)' : 'VACUUM ANALYZE audit')
    const auth = await open(place.url)
    for (const days of [1, 30, 365]) console.log(await measureDays(auth, `${dialect}: ${days} days`, days))
    await auth.close()
  } finally {
    await place.drop()
  }
}

async function open(database: string): Promise<Auth> {
  return await createAuth({ secretKey: 'a secret of a benchmark, which protects nothing', database, throttling: false })
}

/** Logins and refusals are most of them, as in life. */
function rows(dialect: 'sqlite' | 'postgres'): string {
  const numbers =
    dialect === 'sqlite'
      ? `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`
      : `WITH n (i) AS (SELECT * FROM generate_series(1::bigint, ${count}))`
  const event = written.map((name, index) => `WHEN ${index} THEN '${name}'`).join(' ')
  const step = Math.floor((365 * dayMs) / count)
  return `INSERT INTO audit (at, event, user_id) ${numbers}
    SELECT ${today - 364 * dayMs} + i * ${step}, CASE i * 7919 % 20 ${event} ELSE 'session.started' END, i % 1000 FROM n`
}

async function openFile() {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-audit-'))
  const path = join(folder, 'bench.sqlite3')
  return {
    url: `sqlite:${path}`,
    run: async (sql: string) => {
      const db = new DatabaseSync(path)
      db.exec(sql)
      db.close()
    },
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function openSchema() {
  const schema = `bench_audit_${process.pid}`
  const client = new Pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`CREATE SCHEMA ${schema}`)
  await client.query(`SET search_path = ${schema}`)
  return {
    url: `${server}?schema=${schema}`,
    run: async (sql: string) => void (await client.query(sql)),
    drop: async () => {
      await client.query(`DROP SCHEMA ${schema} CASCADE`)
      await client.end()
    },
  }
}

async function measureDays({ store }: Auth, name: string, days: number): Promise<string> {
  const read = () => store.audit.countByDay({ events, since: today - (days - 1) * dayMs, before: today + dayMs })
  await read()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const times: number[] = []
  const used = process.cpuUsage()
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    await read()
    times.push(performance.now() - begun)
  }
  const { user, system } = process.cpuUsage(used)
  delay.disable()
  const ofLoop = (delay.max / 1e6 - 1).toFixed(1)
  const ofProcessor = ((user + system) / 1000 / rounds).toFixed(1)
  return line([name, quantile(times, 0.5).toFixed(1), quantile(times, 0.99).toFixed(1), ofLoop, ofProcessor])
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(24) : cell.padStart(13))).join(' | ')} |`
}
