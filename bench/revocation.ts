/**
 * Milliseconds from the answer to a logout at one node until another node refuses the access token: three servers on one
 * database, each a process of its own, asked over HTTP without a pause. Prints a table; nothing is asserted.
 */
import { randomBytes } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createRevocationEntries } from '../src/sessions/revocation-entries.ts'
import { type Dialect, logIn, password, startNodes, untilRefused } from '../test/cluster/nodes.ts'
import type { Environment } from '../test/faults/command-line.ts'

const rounds = Number(process.argv[2] ?? 100)

const setups = [
  ['sqlite, one file', 'sqlite', {}],
  ['postgres', 'postgres', {}],
  ['postgres, the poll alone', 'postgres without LISTEN', {}],
  ['postgres, poll and Redis', 'postgres without LISTEN', { REDIS_URL: 'redis://127.0.0.1:6379/0?prefix=bench' }],
] as const

console.log(`100,000 live revocations in memory: ${memoryOf(100_000).toFixed(1)} MB\n`)
console.log(`node ${process.version}, 3 processes, ${rounds} logouts, milliseconds until the other two refuse\n`)
console.log(line(['', 'p50', 'p99', 'max']))
for (const [name, dialect, env] of setups) {
  const times = await measure(dialect, env)
  console.log(line([name, ...[0.5, 0.99, 1].map(share => quantile(times, share).toFixed(1))]))
}
async function measure(dialect: Dialect, env: Environment): Promise<readonly number[]> {
  const ends: (() => unknown)[] = []
  const nodes = await startNodes({ after: (end: () => unknown) => void ends.push(end) } as never, dialect, 3, env)
  const [first, ...others] = nodes
  if (first === undefined) throw new TypeError('no node')
  await first.register('alice@example.com', password)
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const pair = await logIn(nodes, 'alice@example.com')
    await first.logout(pair)
    times.push(...(await Promise.all(others.map(node => untilRefused(node, pair.access)))))
  }
  for (const end of ends.toReversed()) await end()
  return times
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** With ids as ours are: 22 characters. */
function memoryOf(count: number): number {
  const now = Date.now()
  const before = heapInUse()
  const entries = createRevocationEntries()
  for (let index = 0; index < count; index += 1) {
    const subject = randomBytes(16).toString('base64url')
    entries.put({ kind: 'sid', subject, at: now, keepUntil: now + 900_000 - (index % 900_000) })
  }
  const used = heapInUse() - before
  return entries.size === count ? used / 1e6 : Number.NaN
}

/** After a full collection. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  for (let round = 0; round < 3; round += 1) collect()
  return process.memoryUsage().heapUsed
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(26) : cell.padStart(7))).join(' | ')} |`
}
