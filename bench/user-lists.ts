/**
 * Milliseconds for lists of accounts, by kind of query and database, and what they cost others: logins beside an operator
 * who types, and beside two who search without a pause; and the longest time for which the event loop stood still.
 * Prints tables; nothing is asserted. `npm run bench:lists -- 1000000` takes so many accounts; without a number 100,000. A
 * second word, `sqlite` or `postgres`, is one database alone. `processor`: milliseconds of this process, for a machine on
 * which others work; PostgreSQL's are not among them.
 */
import { rmSync } from 'node:fs'
import { mkdtemp, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import Pg from 'pg'
import { type Auth, createAuth } from '../src/auth.ts'
import { parseInstant } from '../src/kernel/instant.ts'
import { Secret } from '../src/kernel/secret.ts'
import { createTestClient } from '../src/testing/test-client.ts'
import type { UserQuery } from '../src/users/user-list.ts'
import { makeUsers } from './user-lists-data.ts'

const count = Number(process.argv[2] ?? 100_000)
const rounds = 30
const loginSeconds = 8
const turns = 3
/** The console's, after the last letter. */
const pauseWhileTyping = 200
const server = process.env.BENCH_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test'

const at = parseInstant
const queries: Readonly<Record<string, Partial<UserQuery>>> = {
  'first page, by id': {},
  'first page, by last login, latest first': { order: { by: 'lastLogin', descending: true } },
  'first page and a count up to 10,000': { countUpTo: 10_000 },
  'search: one account by its number': { search: `.${count - 77}@mail` },
  'search: a name (Otto Müller), by login': { search: 'otto mül', order: { by: 'login' } },
  'search: a name (Otto Müller), by last login, latest first': {
    search: 'otto mül',
    order: { by: 'lastLogin', descending: true },
  },
  'search: a name (Otto Müller), in a group of a third': { search: 'otto mül', group: 'customers' },
  'search: two words that never meet, by login': { search: 'otto alma', order: { by: 'login' } },
  'search: a beginning (al), by login, from the end: the bound': {
    search: 'al',
    order: { by: 'login', descending: true },
  },
  'search: a beginning (al), of the inactive, by login': { search: 'al', isActive: false, order: { by: 'login' } },
  'search: a beginning (al), in a group of 2,000, by login': {
    search: 'al',
    group: 'editors',
    order: { by: 'login' },
  },
  'search: a beginning (al), by last login': { search: 'al', order: { by: 'lastLogin' } },
  'search: in every account (example.com)': { search: 'example.com', order: { by: 'login', descending: true } },
  'search: in none (zzzz)': { search: 'zzzz' },
  'search: all its parts are frequent, the whole is in none': { search: 'example.com.mail' },
  superusers: { isSuperuser: true },
  'inactive, by login': { isActive: false, order: { by: 'login' } },
  'inactive, in a group of a third, by login': { isActive: false, group: 'customers', order: { by: 'login' } },
  'inactive, by last login': { isActive: false, order: { by: 'lastLogin' } },
  'group of 2,000, by login': { group: 'editors', order: { by: 'login' } },
  'group of a third of all, by login': { group: 'customers', order: { by: 'login' } },
  'joined in one hour, by login': {
    joinedAfter: at('2024-03-01T10:00:00Z'),
    joinedBefore: at('2024-03-01T11:00:00Z'),
    order: { by: 'login' },
  },
  'joined in ten days, by login': {
    joinedAfter: at('2024-03-01T00:00:00Z'),
    joinedBefore: at('2024-03-11T00:00:00Z'),
    order: { by: 'login' },
  },
  'logged in lately, by login': { lastLoginAfter: at('2025-11-01T00:00:00Z'), order: { by: 'login' } },
  'staff who never logged in': { isStaff: true, neverLoggedIn: true },
  'proven address, of which there are two': { emailVerified: true },
}

let registered = 0
const texts: string[] = []
const sums: string[] = []
for (const dialect of ['sqlite', 'postgres'] as const)
  if ((process.argv[3] ?? dialect) === dialect) await measure(dialect)
console.log(
  `node ${process.version}, ${count.toLocaleString('en')} accounts, pages of 100, ${rounds} rounds, milliseconds\n`,
)
console.log(line(['', 'p50', 'p99', 'loop, longest', 'processor']))
for (const text of texts) console.log(text)
console.log('')
for (const sum of sums) console.log(sum)

async function measure(dialect: 'sqlite' | 'postgres'): Promise<void> {
  const place = await (dialect === 'sqlite' ? openFile() : openSchema())
  try {
    const opened = await open(place.url)
    const registering = await registrationsPerSecond(opened)
    await opened.close()
    const making = await timed(() => makeUsers(dialect, place.run, count))
    const indexing = await timed(() => fill(place))
    const auth = await open(place.url)
    await place.run(
      dialect === 'sqlite' ? 'PRAGMA wal_checkpoint(TRUNCATE)' : 'VACUUM ANALYZE users, user_search, group_members',
    )
    for (const [name, query] of Object.entries(queries))
      texts.push(await measureQuery(auth, `${dialect}: ${name}`, query))
    texts.push(await measureExport(auth, `${dialect}: export, 500 accounts`))
    sums.push(
      `${dialect}: ${count.toLocaleString('en')} accounts made in ${seconds(making)} s, indexed at the start in ${seconds(indexing)} s; ${await place.size()}`,
      `${dialect}: registrations (store alone, one after the other) ${registering} a second before, ${await registrationsPerSecond(auth)} among them`,
      ...(await measureLogins(auth, dialect)),
    )
    await auth.close()
  } finally {
    await place.drop()
  }
}

/** On PostgreSQL a node serves while the index is filled. */
async function fill(place: { readonly url: string; isFilled(): Promise<boolean> }): Promise<void> {
  const auth = await open(place.url)
  while (!(await place.isFilled())) await new Promise(resolve => setTimeout(resolve, 100))
  await auth.close()
}

async function open(database: string): Promise<Auth> {
  return await createAuth({ secretKey: 'a secret of a benchmark, which protects nothing', database, throttling: false })
}

async function openFile() {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-lists-'))
  const path = join(folder, 'bench.sqlite3')
  return {
    url: `sqlite:${path}`,
    run: async (sql: string) => {
      const db = new DatabaseSync(path)
      db.exec(sql)
      db.close()
    },
    size: async () => {
      const db = new DatabaseSync(path)
      const parts = db
        .prepare(
          `SELECT CASE WHEN name LIKE '%search%' THEN 'search' WHEN name LIKE 'users\\__%' ESCAPE '\\' THEN 'list indexes' ELSE 'accounts' END AS part, sum(pgsize) AS size FROM dbstat GROUP BY 1 ORDER BY 1`,
        )
        .all()
      db.close()
      return (
        parts.map(({ part, size }) => `${part} ${Math.round(Number(size) / count)}`).join(', ') +
        ` bytes each, file ${megabytes((await stat(path)).size)} MB`
      )
    },
    isFilled: async () => true,
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function openSchema() {
  const schema = `bench_lists_${process.pid}`
  const client = new Pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; SET synchronous_commit = off`)
  const sizeOf = async (name: string) =>
    Number((await client.query(`SELECT pg_total_relation_size('${name}') AS size`)).rows[0].size)
  return {
    url: `${server}?schema=${schema}`,
    run: async (sql: string) => void (await client.query(sql)),
    size: async () =>
      `search ${Math.round((await sizeOf('user_search')) / count)}, accounts with their indexes ${Math.round((await sizeOf('users')) / count)} bytes each`,
    isFilled: async () => (await client.query('SELECT FROM user_search WHERE is_stale LIMIT 1')).rowCount === 0,
    drop: async () => {
      await client.query(`DROP SCHEMA ${schema} CASCADE`)
      await client.end()
    },
  }
}

async function measureQuery({ store }: Auth, name: string, query: Partial<UserQuery>): Promise<string> {
  return await measureReads(name, () => store.directory.list({ limit: 100, ...query }))
}

async function measureExport({ store }: Auth, name: string): Promise<string> {
  return await measureReads(name, () => store.directory.export(Math.floor(count / 2), 500))
}

async function measureReads(name: string, read: () => Promise<unknown>): Promise<string> {
  await read()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const times: number[] = []
  const used = process.cpuUsage()
  for (let round = 0; round < rounds; round += 1) {
    times.push(await timed(read))
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  delay.disable()
  const { user, system } = process.cpuUsage(used)
  return line([
    name,
    quantile(times, 0.5).toFixed(1),
    quantile(times, 0.99).toFixed(1),
    (delay.max / 1e6 - 1).toFixed(1),
    ((user + system) / 1000 / rounds).toFixed(1),
  ])
}

async function registrationsPerSecond({ store }: Auth): Promise<number> {
  const until = performance.now() + 2000
  let made = 0
  while (performance.now() < until) {
    registered += 1
    await store.users.create({
      email: `new${registered}.${process.pid}@bench.example.org`,
      firstName: 'New',
      lastName: `Comer${registered}`,
      dateJoined: at('2026-01-01T00:00:00Z'),
      password: new Secret('!'),
    })
    made += 1
  }
  return Math.round(made / 2)
}

/** Two clients who log in again and again: alone, beside one operator who types, and beside two who never pause. */
async function measureLogins(auth: Auth, dialect: string): Promise<readonly string[]> {
  const client = createTestClient(auth.dispatch)
  const email = `login.${process.pid}@example.com`
  await client.register(email)
  await logIn(client, email)
  const alone: Logins[] = []
  const typing: Logins[] = []
  // By turns, as the machine is not always the same.
  for (let turn = 0; turn < turns; turn += 1) {
    alone.push(await logIn(client, email))
    typing.push(await beside([type(auth)], () => logIn(client, email)))
  }
  const crowded = await beside([searchOn(auth, 0), searchOn(auth, 1), exportOn(auth)], () => logIn(client, email))
  const shares = typing.map(({ times }, turn) => times.length / (alone[turn]?.times.length ?? 0))
  return [
    `${dialect}: logins alone: ${say(alone)}`,
    `${dialect}: logins beside one who types and pages: ${say(typing)}; rate x ${quantile(shares, 0.5).toFixed(2)} (${shares.map(share => share.toFixed(2)).join(', ')})`,
    `${dialect}: logins beside two who search and one who exports: ${say([crowded])}`,
  ]
}

type Logins = Awaited<ReturnType<typeof logIn>>
type Activity = (isOver: () => boolean) => Promise<void>

async function beside<T>(others: readonly Activity[], work: () => Promise<T>): Promise<T> {
  let isOver = false
  const running = others.map(other => other(() => isOver))
  const result = await work()
  isOver = true
  await Promise.all(running)
  return result
}

/** Never thinks: a query as soon as the last was answered and the console has waited for another letter. */
function type(auth: Auth): Activity {
  return async isOver => {
    const asked = Object.values(queries)
    for (let index = 0; !isOver(); index += 1) {
      await new Promise(resolve => setTimeout(resolve, pauseWhileTyping))
      await auth.store.directory.list({ limit: 100, ...asked[index % asked.length] })
    }
  }
}

function searchOn(auth: Auth, first: number): Activity {
  return async isOver => {
    const asked = Object.values(queries)
    for (let index = first; !isOver(); index += 1) {
      await auth.store.directory.list({ limit: 100, ...asked[index % asked.length] })
    }
  }
}

function exportOn(auth: Auth): Activity {
  return async isOver => {
    for (let after = 0; !isOver(); after = (after + 500) % count) await auth.store.directory.export(after, 500)
  }
}

function say(runs: readonly Logins[]): string {
  const times = runs.flatMap(run => run.times)
  const rate = times.length / runs.length / loginSeconds
  const longest = Math.max(...runs.map(({ loop }) => loop.max))
  return `${rate.toFixed(0)} a second, p50 ${quantile(times, 0.5).toFixed(0)}, p99 ${quantile(times, 0.99).toFixed(0)} ms, loop, longest ${longest.toFixed(1)} ms`
}

async function logIn(client: ReturnType<typeof createTestClient>, email: string) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const times: number[] = []
  const until = performance.now() + loginSeconds * 1000
  const one = async () => {
    while (performance.now() < until) times.push(await timed(() => client.login(email)))
  }
  await Promise.all([one(), one()])
  delay.disable()
  return { times, loop: { p99: delay.percentile(99) / 1e6 - 1, max: delay.max / 1e6 - 1 } }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1)
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(68) : cell.padStart(13))).join(' | ')} |`
}
