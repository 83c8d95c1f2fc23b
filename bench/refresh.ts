/**
 * The durable refresh: refreshes a second and microseconds of CPU each, of the server and of what it runs on, beside what
 * would be written by hand. The targets take turns, so that a busy machine slows all of them. Nothing is asserted.
 *
 *   npm run bench:refresh                                      all targets
 *   npm run bench:refresh -- sqlite sqlite@../main peer-sqlite  those, one of them with the code of another working tree
 */
import { readdirSync, readFileSync } from 'node:fs'
import { type Chain, createChain } from './refresh/chains.ts'
import { startTarget, type Target, targetNames } from './refresh/targets.ts'

const chainCount = Number(process.env.BENCH_CHAINS ?? 32)
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
const seconds = Number(process.env.BENCH_SECONDS ?? 5)

interface Figures {
  readonly perSecond: number
  /** Microseconds of CPU a refresh. */
  readonly server: number
  readonly postgres: number
}

const specs = process.argv.length > 2 ? process.argv.slice(2) : targetNames
const results = new Map<string, Figures[]>(specs.map(spec => [spec, []]))

console.log(
  `node ${process.version}, ${chainCount} chains, medians of ${rounds} rounds of ${seconds} s that take turns\n`,
)
for (let round = 0; round < rounds; round += 1) {
  for (const spec of specs) results.get(spec)?.push(await measure(spec))
}
const [first = '', ...others] = specs
console.log(line(['', 'a second', 'least', 'most', 'CPU us', 'PostgreSQL us', `/ ${first}`]))
for (const spec of [first, ...others]) {
  const figures = results.get(spec) ?? []
  const rates = figures.map(({ perSecond }) => perSecond)
  const ofFirst = medianOf((results.get(first) ?? []).map(({ perSecond }) => perSecond))
  const cells = [medianOf(rates), Math.min(...rates), Math.max(...rates), medianOf(figures.map(({ server }) => server))]
  const postgres = medianOf(figures.map(figure => figure.postgres))
  console.log(
    line([spec, ...[...cells, postgres].map(cell => cell.toFixed(0)), (medianOf(rates) / ofFirst).toFixed(2)]),
  )
}

async function measure(spec: string): Promise<Figures> {
  const target = await startTarget(spec)
  const chains = await Promise.all(Array.from({ length: chainCount }, (_, index) => beginChain(target, index)))
  await runFor(chains, 2)
  const before = { ...cpuOf(target), at: performance.now() }
  const count = await runFor(chains, seconds)
  const after = { ...cpuOf(target), at: performance.now() }
  for (const chain of chains) chain.close()
  await target.stop()
  return {
    perSecond: (count * 1000) / (after.at - before.at),
    server: ((after.server - before.server) * 1e6) / count,
    postgres: ((after.postgres - before.postgres) * 1e6) / count,
  }
}

async function beginChain({ nodes }: Target, index: number): Promise<Chain> {
  const { port } = nodes[index % nodes.length] ?? { port: 0 }
  const body = { email: `bench-${index}@example.com`, password: 'SecurePass123!', password_confirm: 'SecurePass123!' }
  const headers = { 'content-type': 'application/json' }
  const url = `http://127.0.0.1:${port}/api/auth/register/`
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const { tokens } = (await answer.json()) as { readonly tokens: { readonly refresh: string } }
  return await createChain(port, tokens.refresh)
}

async function runFor(chains: readonly Chain[], duration: number): Promise<number> {
  const end = performance.now() + duration * 1000
  const counts = await Promise.all(chains.map(chain => chain.run(() => performance.now() >= end)))
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Seconds so far: of the nodes, and of every process of PostgreSQL on this machine. */
function cpuOf({ nodes }: Target): { readonly server: number; readonly postgres: number } {
  const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  const named = processes.filter(pid => statOf(pid).includes('(postgres)'))
  const sum = (pids: readonly (string | number)[]) => pids.reduce<number>((all, pid) => all + secondsOf(pid), 0)
  return { server: sum(nodes.map(({ pid }) => pid)), postgres: sum(named) }
}

/** User and system time are the twelfth and thirteenth after the name, in hundredths (proc_pid_stat(5)). */
function secondsOf(pid: string | number): number {
  const values = statOf(pid)
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(values[11] ?? 0) + Number(values[12] ?? 0)) / 100
}

function statOf(pid: string | number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    // It has ended meanwhile.
    return ''
  }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(28) : cell.padStart(13))).join(' | ')} |`
}
