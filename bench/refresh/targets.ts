/** What is measured: Latchkey on each kind of store, and what a careful developer would write by hand. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import Pg from 'pg'

export interface Target {
  readonly nodes: readonly Node[]
  stop(): Promise<void>
}

export interface Node {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const postgres = process.env.BENCH_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/test'

const targets: Readonly<Record<string, (checkout: string) => Promise<Target>>> = {
  sqlite: checkout => inFolder(folder => latchkey(checkout, folder, `sqlite:///${join(folder, 'bench.sqlite3')}`)),
  memory: checkout => inFolder(folder => latchkey(checkout, folder, 'sqlite::memory:')),
  'peer-sqlite': () => inFolder(folder => peer('sqlite', { DATABASE: join(folder, 'peer.sqlite3') })),
  'peer-memory': () => inFolder(() => peer('sqlite', { DATABASE: ':memory:' })),
  postgres: checkout => inSchema((schema, folder) => latchkey(checkout, folder, `${postgres}?schema=${schema}`)),
  'peer-statement': () => inSchema(SCHEMA => peer('postgres', { DATABASE: postgres, SCHEMA, WAY: 'statement' })),
  'peer-trips': () => inSchema(SCHEMA => peer('postgres', { DATABASE: postgres, SCHEMA, WAY: 'trips' })),
}

export const targetNames: readonly string[] = Object.keys(targets)

/** `name`, or `name@CHECKOUT` for the code of another working tree. */
export async function startTarget(spec: string): Promise<Target> {
  const [name = '', checkout = root] = spec.split('@')
  const start = targets[name]
  if (start === undefined) throw new TypeError(`${spec} is none of ${targetNames.join(', ')}`)
  return await start(resolve(checkout))
}

async function inFolder(start: (folder: string) => Promise<Node>): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  const node = await start(folder)
  return {
    nodes: [node],
    async stop() {
      await node.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

let schemas = 0

/** Two nodes on one database. */
async function inSchema(start: (schema: string, folder: string) => Promise<Node>): Promise<Target> {
  schemas += 1
  const schema = `bench_${process.pid}_${schemas}`
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  await runOnPostgres(`CREATE SCHEMA ${schema}`)
  // The first makes the tables.
  const nodes = [await start(schema, folder), await start(schema, folder)]
  return {
    nodes,
    async stop() {
      await Promise.all(nodes.map(node => node.stop()))
      await runOnPostgres(`DROP SCHEMA ${schema} CASCADE`)
      rmSync(folder, { recursive: true })
    },
  }
}

async function runOnPostgres(sql: string): Promise<void> {
  const client = new Pg.Client({ connectionString: postgres })
  await client.connect()
  await client.query(sql)
  await client.end()
}

/** The ready-made server as it is run, with its log and its counters. Hashes of passwords are no part of this. */
function latchkey(checkout: string, folder: string, DATABASE_URL: string): Promise<Node> {
  const main = join(checkout, 'src/cli/main.ts')
  const env = {
    DATABASE_URL,
    // Two nodes cannot make up a secret each. This one protects nothing.
    SECRET_KEY: 'A0-bench-secret/9wQz3KJr7mVx5LhYt2BnEcGd8PsUf6Ri1oTb4',
    LATCHKEY_THROTTLING: 'false',
    LATCHKEY_PASSWORD_MEMORY: '64',
    LATCHKEY_PASSWORD_ITERATIONS: '1',
  }
  return startNode(['--conditions=latchkey-source', main, 'serve'], folder, env)
}

function peer(name: string, env: Readonly<Record<string, string>>): Promise<Node> {
  return startNode([join(root, `bench/peers/refresh-${name}.ts`)], tmpdir(), env)
}

/** `BENCH_NODE_OPTIONS`: for a profile, say. */
async function startNode(words: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Node> {
  const options = (process.env.BENCH_NODE_OPTIONS ?? '').split(' ').filter(option => option !== '')
  const whole = { PATH: process.env.PATH ?? '', PORT: '0', ...env }
  const child = spawn(process.execPath, [...options, ...words], {
    cwd,
    env: whole,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  return {
    port: await portOf(child),
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', text => {
      said += text
      const port = /listen\S+ +(?:on +)?http:\S+:(\d+)/.exec(said)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
    child.once('close', code => reject(new Error(`a target ended with ${code}: ${said}`)))
  })
}
