/**
 * SIGTERM to a node under load, as a rolling deployment sends it, behind a balancer that asks `/readyz` twice a second:
 * every request is answered, what the node answered is so, and the node beside it serves on.
 */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createTestSchema, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createApi, password } from './api.ts'
import { secretKey } from './command-line.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const skips = { sqlite: false, postgres: await whyNoPostgres() } as const
/** More by SIGTERM_ROUNDS. */
const rounds = Number(process.env.SIGTERM_ROUNDS ?? 3)
const clients = 12

for (const dialect of ['sqlite', 'postgres'] as const) {
  const bounds = { skip: skips[dialect], timeout: 20_000 * rounds }
  test(`${dialect}: a node that leaves under load cuts no request`, bounds, async t => {
    const folder = temporaryFolder(t)
    const DATABASE_URL = dialect === 'sqlite' ? 'sqlite:///shared.sqlite3' : await createTestSchema(t)
    const env = { SECRET_KEY: secretKey, DATABASE_URL, LATCHKEY_SHUTDOWN_DELAY: '1.5' }
    const staying = await startServer(t, folder, env)
    for (let round = 0; round < rounds; round += 1) {
      const leaving = await startServer(t, folder, env)
      const seen = await replace(leaving, staying, round)
      const { code, stderr } = await leaving.ended
      assert.equal(code, 0, stderr)
      assert.deepEqual(seen.cut, [])
      assert.ok(seen.answered.leaving > 100 && seen.answered.staying > 100, JSON.stringify(seen.answered))
      t.diagnostic(`${JSON.stringify(seen.answered)}, none cut`)
    }
  })
}

interface Seen {
  readonly answered: { leaving: number; staying: number }
  /** Requests without an answer of 200. */
  readonly cut: string[]
}

/** Refreshes by several clients, each request on a connection of its own, while one node takes over from the other. */
async function replace(leaving: ServerProcess, staying: ServerProcess, round: number): Promise<Seen> {
  const seen: Seen = { answered: { leaving: 0, staying: 0 }, cut: [] }
  let chosen: keyof Seen['answered'] = 'leaving'
  const balance = async () => {
    while (chosen === 'leaving') {
      await pause(500)
      const { status } = await fetch(`${leaving.url}/readyz`)
      if (status !== 200) chosen = 'staying'
    }
  }
  const client = async (n: number) => {
    const { json } = await createApi(leaving.url).register(`r${round}n${n}@example.com`, password)
    let refresh: string = json.tokens.refresh
    while (seen.answered.staying < 300) {
      const node = chosen
      const outcome = await send(node === 'leaving' ? leaving.port : staying.port, refresh)
      if (typeof outcome === 'string') return void seen.cut.push(`${node}: ${outcome}`)
      refresh = outcome.refresh
      seen.answered[node] += 1
      if (seen.answered.leaving === 200) leaving.signal('SIGTERM')
    }
  }
  await Promise.all([balance(), ...Array.from({ length: clients }, (_, n) => client(n))])
  return seen
}

/** The next pair, or what came in its place. */
function send(port: number, refresh: string): Promise<{ readonly refresh: string } | string> {
  return new Promise(resolve => {
    const body = JSON.stringify({ refresh })
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) }
    const options = { port, host: '127.0.0.1', method: 'POST', path: '/api/auth/token/refresh/', headers, agent: false }
    const asking = request(options, async response => {
      try {
        const received = await text(response)
        resolve(response.statusCode === 200 ? JSON.parse(received) : `${response.statusCode} ${received}`)
      } catch (error) {
        resolve(String(error))
      }
    })
    asking.on('error', error => resolve(String(error)))
    asking.end(body)
  })
}
