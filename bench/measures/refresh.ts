import { join } from 'node:path'
import type { Bench } from '../harness/bench.ts'
import type { Measure, Turn } from '../harness/measure.ts'
import { cpuSecondsOf } from '../harness/processes.ts'
import type { Running } from '../harness/programs.ts'
import { type Chain, createChain } from '../load/chains.ts'
import { startPeer, startServe } from '../targets/programs.ts'

const chainCount = 32

/** In seconds, before the first round: V8 goes on compiling for as long, and two nodes get half of the refreshes each. */
const warmUp = 6

export const refresh: Measure = {
  name: 'refresh',
  how: `32 clients, each of which refreshes with the token that its last refresh gave: every answer is on the disk before it
    is sent. The peer is a Fastify app by hand with one UPDATE and so one commit for each. "Without a store" is SQLite in
    memory. All of them after six seconds of it.`,
  needs: ['proc', 'dist'],
  rows: [
    {
      says: 'durable refresh, SQLite / Fastify, one commit each',
      ours: 'sqlite.rate',
      peer: 'peer.rate',
      unit: '/s',
      bar: { least: 3.5 },
    },
    {
      says: '  the same / the same in memory',
      ours: 'sqlite.rate',
      peer: 'memory.rate',
      unit: '/s',
      bar: { least: 0.85 },
    },
    { says: '  its processor time, a refresh', ours: 'sqlite.cpu', peer: 'peer.cpu', unit: 'us' },
  ],
  async prepare(bench) {
    const file = (name: string) => join(bench.folder(), name)
    const ours = await startServe(bench, `sqlite:///${file('bench.sqlite3')}`, cheapHashes)
    const memory = await startServe(bench, 'sqlite::memory:', cheapHashes)
    const peer = await startPeer(bench, 'refresh-sqlite', { DATABASE: file('peer.sqlite3') })
    return [
      await refreshTurn(bench, 'sqlite', [ours]),
      await refreshTurn(bench, 'peer', [peer]),
      await refreshTurn(bench, 'memory', [memory]),
    ]
  },
}

export const refreshPostgres: Measure = {
  name: 'refresh-postgres',
  how: `The same on PostgreSQL, with two nodes on one database. By hand: a pool of \`pg\` with one prepared UPDATE for each
    refresh, or with five trips (BEGIN, SELECT the session, SELECT the user, UPDATE, COMMIT).`,
  needs: ['proc', 'dist', 'postgres'],
  rows: [
    {
      says: 'durable refresh, PostgreSQL, 2 nodes / one statement each',
      ours: 'postgres.rate',
      peer: 'statement.rate',
      unit: '/s',
      bar: { least: 2.5 },
    },
    { says: '  the same / five trips each', ours: 'postgres.rate', peer: 'trips.rate', unit: '/s', bar: { least: 5 } },
    {
      says: '  its processor time without PostgreSQL, a refresh',
      ours: 'postgres.cpu',
      peer: 'statement.cpu',
      unit: 'us',
    },
  ],
  async prepare(bench) {
    const database = await bench.database()
    const ours = [await startServe(bench, database, cheapHashes), await startServe(bench, database, cheapHashes)]
    const turns = [await refreshTurn(bench, 'postgres', ours)]
    for (const WAY of ['statement', 'trips']) {
      const env = { DATABASE: await bench.database(), WAY }
      const nodes = [await startPeer(bench, 'refresh-postgres', env), await startPeer(bench, 'refresh-postgres', env)]
      turns.push(await refreshTurn(bench, WAY, nodes))
    }
    return turns
  },
}

/** Each chain begins with a registration, which is no part of this. */
const cheapHashes = { LATCHKEY_PASSWORD_MEMORY: '64', LATCHKEY_PASSWORD_ITERATIONS: '1' }

async function refreshTurn(bench: Bench, name: string, nodes: readonly Running[]): Promise<Turn> {
  const begin = (index: number) => beginChain(nodes[index % nodes.length]?.url ?? '', index)
  const chains = await Promise.all(Array.from({ length: chainCount }, (_, index) => begin(index)))
  const pids = nodes.map(({ pid }) => pid)
  return {
    name,
    async run(round) {
      if (round === 0) await runFor(chains, warmUp)
      const [began, cpuBefore] = [performance.now(), cpuSecondsOf(pids)]
      const count = await runFor(chains, bench.seconds)
      const cpu = ((cpuSecondsOf(pids) - cpuBefore) * 1e6) / count
      return { rate: (count * 1000) / (performance.now() - began), cpu }
    },
  }
}

async function beginChain(url: string, index: number): Promise<Chain> {
  const body = { email: `bench-${index}@example.com`, password: 'SecurePass123!', password_confirm: 'SecurePass123!' }
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/auth/register/`, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await answer.text()
  if (answer.status !== 201) throw new Error(`a registration answered ${answer.status}: ${text}`)
  const { tokens } = JSON.parse(text) as { readonly tokens: { readonly refresh: string } }
  return createChain(Number(new URL(url).port), tokens.refresh)
}

async function runFor(chains: readonly Chain[], seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000
  const counts = await Promise.all(chains.map(chain => chain.run(() => performance.now() >= end)))
  return counts.reduce((sum, count) => sum + count, 0)
}
