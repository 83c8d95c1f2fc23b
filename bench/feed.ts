/**
 * How soon a logout reaches services without a database, over HTTP: 20 verifiers follow the feed of one server. Then the size
 * of a snapshot of 100,000 revocations and the time to load it, and an issuer that is away for a while. Prints a table with
 * the bars: `npm run bench:feed -- ROUNDS SECONDS`, 100 logouts and a minute away unless said otherwise.
 */
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { createTestSchema } from '../src/testing/postgres-store.ts'
import { temporaryFolder } from '../src/testing/temporary-folder.ts'
import { anyAudience, anyIssuer, createRevocationFeed, createVerifier, type RevocationFeed } from '../src/verify.ts'
import { type Api, createApi, type Pair } from '../test/faults/api.ts'
import { type Environment, secretKey } from '../test/faults/command-line.ts'
import { type ServerProcess, startServer } from '../test/faults/server-process.ts'

const [rounds = 100, away = 60] = process.argv.slice(2).map(Number)
const verifiers = 20
const live = 100_000
const password = 'SecurePass123!'
const feedToken = randomBytes(32).toString('base64url')

const ends: (() => unknown)[] = []
const t = { after: (end: () => unknown) => void ends.push(end) } as never

/** A service: its feed, and whether it accepts a token. */
interface Service {
  readonly feed: RevocationFeed
  answer(token: string): 'accepted' | 401 | 503
}

console.log(`node ${process.version}, ${verifiers} verifiers, ${rounds} logouts, the issuer away for ${away} seconds\n`)
print(['', 'figure', 'bar', 'met'])
await measureLogouts('logout to refusal, the same server', 1, 'sqlite')
await measureLogouts('logout to refusal, another on the same file', 2, 'sqlite')
await measureLogouts('logout to refusal, another on PostgreSQL', 2, 'postgres')
await measureSnapshot()
await measureAbsence()
for (const end of ends.toReversed()) await end()

async function startIssuers(count: number, dialect: 'sqlite' | 'postgres', env: Environment = {}) {
  const folder = temporaryFolder(t)
  const DATABASE_URL = dialect === 'sqlite' ? 'sqlite:///shared.sqlite3' : await createTestSchema(t)
  const whole = { SECRET_KEY: secretKey, DATABASE_URL, LATCHKEY_REVOCATION_FEED_TOKENS: feedToken, ...env }
  const start = (port = '0') => startServer(t, folder, { ...whole, PORT: port })
  const servers: ServerProcess[] = []
  for (let index = 0; index < count; index += 1) servers.push(await start())
  return { servers, start, file: join(folder, 'shared.sqlite3') }
}

async function follow({ url }: ServerProcess): Promise<Service> {
  const feed = createRevocationFeed({ url: `${url}/api/auth/revocations/`, token: feedToken })
  ends.push(() => feed.close())
  await feed.ready()
  const verify = createVerifier({
    keys: [{ algorithm: 'HS256', key: secretKey }],
    issuer: anyIssuer,
    audience: anyAudience,
    tokenType: 'access',
    leeway: 0,
    revocations: feed,
  })
  return {
    feed,
    answer(token) {
      try {
        verify(token)
        return 'accepted'
      } catch (error) {
        return error instanceof Error && 'status' in error && error.status === 401 ? 401 : 503
      }
    },
  }
}

async function enter(api: Api): Promise<() => Promise<Pair>> {
  await api.register('alice@example.com', password)
  return async () => (await api.login('alice@example.com', password)).json
}

/** The verifiers follow the last server, and the logout is at the first. */
async function measureLogouts(name: string, count: number, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const { servers } = await startIssuers(count, dialect)
  const [first, last] = [servers[0], servers.at(-1)]
  if (first === undefined || last === undefined) throw new TypeError('no server')
  const api = createApi(first.url)
  const logIn = await enter(api)
  const services = await Promise.all(Array.from({ length: verifiers }, () => follow(last)))
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const pair = await logIn()
    while (services.some(({ answer }) => answer(pair.access) !== 'accepted')) await nextTurn()
    await api.logout(pair)
    times.push(...(await untilRefused(services, pair.access)))
  }
  for (const { feed } of services) feed.close()
  for (const server of servers) server.signal('SIGKILL')
  print([`${name}, p50`, `${quantile(times, 0.5).toFixed(1)} ms`])
  const worst = quantile(times, 0.99)
  print([`${name}, p99`, `${worst.toFixed(1)} ms`, '< 250 ms', worst < 250])
  print([`${name}, longest`, `${quantile(times, 1).toFixed(1)} ms`])
}

/** Milliseconds from the answer to the logout, for each service. */
async function untilRefused(services: readonly Service[], token: string): Promise<readonly number[]> {
  const begun = performance.now()
  const times: number[] = []
  let left = services
  while (left.length > 0) {
    const refused = left.filter(({ answer }) => answer(token) !== 'accepted')
    times.push(...refused.map(() => performance.now() - begun))
    left = left.filter(each => !refused.includes(each))
    if (performance.now() - begun > 10_000) throw new Error('still accepted after ten seconds')
    await nextTurn()
  }
  return times
}

async function measureSnapshot(): Promise<void> {
  const { servers, file } = await startIssuers(1, 'sqlite')
  const [server] = servers
  if (server === undefined) throw new TypeError('no server')
  fill(file)
  const cold = await download(server.url)
  const warm = await download(server.url)
  print([
    `snapshot of ${live.toLocaleString('en')}, on the wire`,
    `${(cold.bytes / 1e6).toFixed(2)} MB`,
    '< 1 MB',
    cold.bytes < 1e6,
  ])
  print(['snapshot, first answer of the server', `${cold.ms.toFixed(0)} ms`])
  print(['snapshot, the answers after it', `${warm.ms.toFixed(0)} ms`])
  const begun = performance.now()
  const { feed } = await follow(server)
  print(['snapshot, until a verifier is ready', `${(performance.now() - begun).toFixed(0)} ms`])
  if (feed.size < live) throw new Error(`${feed.size} were loaded`)
  feed.close()
  server.signal('SIGKILL')
}

/** Sessions that ended over a day, as ids and times are. */
function fill(file: string): void {
  const db = new DatabaseSync(file)
  const insert = db.prepare("INSERT INTO revocations (kind, subject, at, keep_until) VALUES ('sid', ?, ?, ?)")
  const now = Date.now()
  db.exec('BEGIN')
  for (let index = 0; index < live; index += 1) {
    const at = now - ((index * 864) % 86_400_000)
    insert.run(randomBytes(16).toString('base64url'), at, at + 90_000_000)
  }
  db.exec('COMMIT')
  db.close()
}

function download(url: string): Promise<{ readonly bytes: number; readonly ms: number }> {
  const begun = performance.now()
  const headers = { authorization: `Bearer ${feedToken}`, 'accept-encoding': 'gzip' }
  return new Promise((resolve, reject) => {
    const asking = request(`${url}/api/auth/revocations/`, { headers, agent: false }, response => {
      response.resume()
      response.on('end', () => resolve({ bytes: response.socket.bytesRead, ms: performance.now() - begun }))
    })
    asking.on('error', reject).end()
  })
}

/** The server that is followed is killed; meanwhile its neighbour on the same file takes a logout. */
async function measureAbsence(): Promise<void> {
  const { servers, start } = await startIssuers(2, 'sqlite')
  const [neighbour, followed] = servers
  if (neighbour === undefined || followed === undefined) throw new TypeError('no server')
  const api = createApi(neighbour.url)
  const logIn = await enter(api)
  const [kept, pair] = [await logIn(), await logIn()]
  const services = await Promise.all(Array.from({ length: verifiers }, () => follow(followed)))
  followed.signal('SIGKILL')
  await followed.ended
  const gone = performance.now()
  await api.logout(pair)
  let [lastAccepted, wrong] = [0, 0]
  const look = () => {
    for (const { answer } of services) {
      if (answer(kept.access) === 'accepted') lastAccepted = Math.max(lastAccepted, performance.now() - gone)
      if (answer(pair.access) === 'accepted' && performance.now() - gone > 1000) wrong += 1
    }
  }
  while (performance.now() - gone < away * 1000) {
    look()
    await pause(20)
  }
  print(['issuer away: accepted for, at most', `${lastAccepted.toFixed(0)} ms`, '<= 1,000 ms', lastAccepted <= 1000])
  const back = await start(String(followed.port))
  const listens = performance.now()
  while (services.some(({ answer }) => answer(kept.access) !== 'accepted')) {
    look()
    await nextTurn()
  }
  print(['issuer back: until all accept again', `${(performance.now() - listens).toFixed(0)} ms`])
  for (let round = 0; round < 100; round += 1) {
    look()
    await nextTurn()
  }
  print(['revoked meanwhile, and accepted', String(wrong), '0', wrong === 0])
  for (const { feed } of services) feed.close()
  back.signal('SIGKILL')
}

function nextTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

function print([name = '', figure = '', bar = '', met]: readonly (string | boolean)[]): void {
  const isMet = typeof met === 'boolean' ? (met ? 'yes' : 'no') : (met ?? '')
  const cells = [String(name).padEnd(52), String(figure).padStart(9), String(bar).padStart(11), isMet.padStart(3)]
  console.log(`| ${cells.join(' | ')} |`)
  if (name === '') console.log(`|${cells.map(cell => '-'.repeat(cell.length + 2)).join('|')}|`)
}
