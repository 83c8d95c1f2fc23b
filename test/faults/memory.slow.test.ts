/**
 * A node under load for minutes: people log in, refresh, ask and log out, and its memory stays where it was after the
 * first third. What may grow is what is still needed: a line for each revocation until its tokens have expired.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createTestSchema, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Api, createApi, password } from './api.ts'
import { secretKey } from './command-line.ts'
import { liveMegabytes, tellsLiveHeap } from './live-heap.ts'
import { residentMegabytes, type ServerProcess, startServer } from './server-process.ts'

const skips = { sqlite: false, postgres: await whyNoPostgres() } as const
/** Ten minutes by LOAD_SECONDS=600. */
const seconds = Number(process.env.LOAD_SECONDS ?? 30)
const clients = 6
/** Megabytes. Caches that still fill and requests under way make five of them; ten minutes tell a leak from these. */
const mostGrowth = 8

for (const dialect of ['sqlite', 'postgres'] as const) {
  const bounds = { skip: skips[dialect], timeout: (seconds + 120) * 1000 }
  test(`${dialect}: the memory of a node does not grow under load`, bounds, async t => {
    const DATABASE_URL = dialect === 'sqlite' ? 'sqlite:///load.sqlite3' : await createTestSchema(t)
    const env = { SECRET_KEY: secretKey, DATABASE_URL, NODE_OPTIONS: tellsLiveHeap }
    const server = await startServer(t, temporaryFolder(t), env)
    const api = createApi(server.url)
    const end = performance.now() + seconds * 1000
    let answers = 0
    const loads = Array.from({ length: clients }, async (_, n) => {
      const email = `p${n}@example.com`
      await api.register(email, password)
      while (performance.now() < end) answers += await live(api, email, end)
    })
    const samples = sample(server, end)
    await Promise.all(loads)
    const { settled, last, all } = await samples
    t.diagnostic(`${answers} answers; ${residentMegabytes(server)} MB resident; MB held: ${all}`)
    // Enough for a leak to show, also beside a busy neighbour.
    assert.ok(answers > seconds * 8, `${answers} answers`)
    assert.ok(last <= settled + mostGrowth, `MB held: ${all}`)
  })
}

/** A login, forty refreshes and requests, and a logout. Gives the number of answers. */
async function live(api: Api, email: string, end: number): Promise<number> {
  let { access, refresh } = (await api.login(email, password)).json
  let answers = 2
  for (let round = 0; round < 40 && performance.now() < end; round += 1) {
    const next = await api.refresh(refresh)
    assert.equal(next.status, 200)
    ;({ access, refresh } = next.json)
    assert.equal((await api.profile(access)).status, 200)
    answers += 2
  }
  assert.equal((await api.logout({ access, refresh })).status, 200)
  return answers
}

/** Megabytes that are held: the most around a third of the time, the least in its last quarter, and twelve samples. */
async function sample(server: ServerProcess, end: number) {
  const step = (end - performance.now()) / 12
  const all: number[] = []
  for (let n = 0; n < 12; n += 1) {
    await pause(step * 0.95)
    all.push(await liveMegabytes(server))
  }
  return { settled: Math.max(...all.slice(3, 6)), last: Math.min(...all.slice(9)), all: all.map(Math.round).join(' ') }
}
