/**
 * `latchkey promote` beside a server under load: how long it takes, for how long writers wait, and what a client notices.
 * Prints a table; nothing is asserted. Arguments: users, each with a session and an audit row (100,000 by default).
 */

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fillSqlite } from '../src/testing/fill-sqlite.ts'
import { createTestSchema } from '../src/testing/postgres-store.ts'
import { temporaryFolder } from '../src/testing/temporary-folder.ts'
import { type Api, createApi, password } from '../test/faults/api.ts'
import { run, secretKey } from '../test/faults/command-line.ts'
import { startServer } from '../test/faults/server-process.ts'

const users = Number(process.argv[2] ?? 100_000)
const ends: (() => unknown)[] = []
const t = { after: (end: () => unknown) => void ends.push(end) } as Parameters<typeof temporaryFolder>[0]

const folder = temporaryFolder(t)
const env = { SECRET_KEY: secretKey, DATABASE_URL: 'sqlite:app.sqlite3' }
const server = await startServer(t, folder, env)
const database = new DatabaseSync(join(folder, 'app.sqlite3'), { timeout: 5000 })
fillSqlite({ exec: sql => database.exec(sql), prepare: sql => database.prepare(sql) as never }, users)
database.close()
const target = await createTestSchema(t)

const before = await measureLoad(createApi(server.url), wait(5000))
const started = performance.now()
let promoted: Awaited<ReturnType<typeof run>> | undefined
const during = await measureLoad(
  createApi(server.url),
  run(['promote', target, '--json'], { folder, env }).then(ended => {
    promoted = ended
  }),
)
const seconds = (performance.now() - started) / 1000
if (promoted?.code !== 0) throw new Error(promoted?.stderr)
const { tables, stopMs } = JSON.parse(promoted.stdout) as { tables: { rows: number }[]; stopMs: number }
const rows = tables.reduce((sum, table) => sum + table.rows, 0)

console.log(
  `node ${process.version}, ${users} users, ${rows} rows in all, 4 clients that log in and refresh without a pause\n`,
)
console.log(
  `| the whole copy | ${seconds.toFixed(0)} s, ${Math.round(rows / seconds)} rows a second, copied and compared |`,
)
console.log(`| writers wait | ${stopMs} ms |`)
console.log(
  `| longest answer to a client | ${before.longest.toFixed(0)} ms before, ${during.longest.toFixed(0)} ms meanwhile |`,
)
console.log(`| answers a second | ${before.rate.toFixed(0)} before, ${during.rate.toFixed(0)} meanwhile |`)
console.log(`| refused before the move | ${before.refused + during.refused} |`)
for (const end of ends.toReversed()) await end()

async function wait(milliseconds: number): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, milliseconds))
}

/** Until the promise is done. What is refused at the very end is the move itself. */
async function measureLoad(api: Api, until: Promise<void>) {
  let [answers, longest, refused, lastRefusals] = [0, 0, 0, 0]
  let isOver = false
  const timed = async <T extends { readonly status: number }>(ask: Promise<T>): Promise<T> => {
    const began = performance.now()
    const answer = await ask
    longest = Math.max(longest, performance.now() - began)
    answers += 1
    if (answer.status < 500) {
      refused += lastRefusals
      lastRefusals = 0
    } else lastRefusals += 1
    return answer
  }
  const start = performance.now()
  const worker = async (index: number) => {
    const email = `bench-${start}-${index}@example.com`
    let { json } = await api.register(email, password)
    let refresh = json.tokens?.refresh
    while (!isOver) {
      const renewed = await timed(api.refresh(refresh))
      if (renewed.status === 200) refresh = renewed.json.refresh
      else await wait(50)
      json = (await timed(api.login(email, password))).json
    }
  }
  const workers = [0, 1, 2, 3].map(worker)
  await until
  isOver = true
  await Promise.all(workers)
  return { longest, refused, rate: answers / ((performance.now() - start) / 1000) }
}
