/**
 * Servers as processes whose clocks differ and are set while people are at work. The system's clock is faked for the
 * whole process (libfaketime), so that everything in it sees the same: the database's driver, tokens, timers of Node.
 */
import assert from 'node:assert/strict'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createTestSchema, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Api, createApi, type Pair, password } from '../faults/api.ts'
import { secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'

const library = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`
const whyNoClock = existsSync(library) ? false : `no ${library}: apt-get install faketime`
const skips = { sqlite: whyNoClock, postgres: whyNoClock || (await whyNoPostgres()) } as const

/** Seconds that the second node's clock is ahead, one after the other: apart by two, set back by less than a token lives. */
const settings = [2, -2, -120, 2]

for (const dialect of ['sqlite', 'postgres'] as const) {
  const bounds = { skip: skips[dialect], timeout: 240_000 }
  test(`${dialect}: clocks that differ and are set let nothing revoked live, and sign no one out`, bounds, async t => {
    const { nodes, setClock } = await startTwo(t, dialect)
    const [, second] = nodes
    await register(second, 'stays@example.com')
    let lasting = await logIn(second, 'stays@example.com')
    for (const [round, seconds] of settings.entries()) {
      await setClock(seconds)
      for (const [from, other] of [nodes, nodes.toReversed()] as [Api, Api][]) {
        const email = `p${round}-${from === second ? 'b' : 'a'}@example.com`
        await register(from, email)
        await logsOut(from, other, email)
        await changesPassword(from, other, email)
      }
      lasting = await goOn(nodes[round % 2 === 0 ? 0 : 1], lasting)
      assert.equal((await nodes[0].profile(lasting.access)).status, 200, `clock ${seconds}`)
      assert.equal((await second.profile(lasting.access)).status, 200, `clock ${seconds}`)
    }
  })
}

async function startTwo(t: TestContext, dialect: 'sqlite' | 'postgres') {
  const folder = temporaryFolder(t)
  const DATABASE_URL = dialect === 'sqlite' ? 'sqlite:///shared.sqlite3' : await createTestSchema(t)
  const env = { SECRET_KEY: secretKey, DATABASE_URL }
  const clock = join(folder, 'clock')
  const faked = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
  // In one step: the file is read at any moment.
  const write = (seconds: number) => {
    writeFileSync(`${clock}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`)
    renameSync(`${clock}.new`, clock)
  }
  write(0)
  const first = await startServer(t, folder, env)
  const second = await startServer(t, folder, { ...env, ...faked })
  const setClock = async (seconds: number) => {
    write(seconds)
    const isThere = async () => Math.abs((await clockOf(second.url)) - Date.now() - seconds * 1000) < 1500
    while (!(await isThere())) await pause(100)
  }
  return { nodes: [createApi(first.url), createApi(second.url)] as const, setClock }
}

/** To the second, of an answer's own `Date`. */
async function clockOf(url: string): Promise<number> {
  const { headers } = await fetch(`${url}/livez`)
  return Date.parse(headers.get('date') ?? '')
}

async function register(node: Api, email: string): Promise<void> {
  assert.equal((await node.register(email, password)).status, 201)
}

async function logIn(node: Api, email: string, typed = password): Promise<Pair> {
  const { status, json } = await node.login(email, typed)
  assert.equal(status, 200, JSON.stringify(json))
  return json
}

async function goOn(node: Api, { refresh }: Pair): Promise<Pair> {
  const { status, json } = await node.refresh(refresh)
  assert.equal(status, 200, JSON.stringify(json))
  return json
}

/** Begun at one node, refreshed at the other, ended at the first. */
async function logsOut(from: Api, other: Api, email: string): Promise<void> {
  const begun = await logIn(from, email)
  assert.equal((await other.profile(begun.access)).status, 200)
  const next = await goOn(other, begun)
  assert.equal((await from.profile(next.access)).status, 200)
  assert.equal((await from.logout(next)).status, 200)
  await refusesAll([from, other], [begun, next])
}

/** Sessions of both nodes end with a password that is changed at one. */
async function changesPassword(from: Api, other: Api, email: string): Promise<void> {
  const pairs = [await logIn(from, email), await logIn(other, email), await goOn(other, await logIn(from, email))]
  const own = await logIn(from, email)
  const changed = await from.changePassword(own.access, password, 'Another-Secret-9')
  assert.equal(changed.status, 200, JSON.stringify(changed.json))
  await refusesAll([from, other], pairs)
  await logIn(other, email, 'Another-Secret-9')
}

/** At once where it was done; elsewhere when it has been heard of, for which it may take the allowance of a second. */
async function refusesAll(nodes: readonly Api[], pairs: readonly Pair[]): Promise<void> {
  await pause(1000)
  for (const node of nodes) {
    for (const { access, refresh } of pairs) {
      assert.equal((await node.profile(access)).status, 401)
      assert.equal((await node.refresh(refresh)).status, 401)
    }
  }
}
