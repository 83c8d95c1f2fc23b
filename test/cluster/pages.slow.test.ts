/** Pages that a server draws, over several processes on one database: a browser's requests at expiry share one exchange. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createCookieJar } from '../../src/testing/cookie-jar.ts'
import { openPostgresProxy } from '../../src/testing/postgres-proxy.ts'
import { createTestSchema, whyNoPostgres } from '../../src/testing/postgres-store.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { environmentOf, follow, secretKey } from '../faults/command-line.ts'
import { password } from './nodes.ts'

type Config = Readonly<Record<string, unknown>>

const skips = { sqlite: false, postgres: await whyNoPostgres() } as const
const dialects = ['sqlite', 'postgres'] as const
const email = 'alice@example.com'
/** More by PAGE_TRIALS. */
const trials = Number(process.env.PAGE_TRIALS ?? 4)

const compat = { compat: 'simplejwt', rotateRefreshTokens: true, blacklistAfterRotation: true }
const settings: Readonly<Record<string, Config>> = {
  'by default': {},
  'under compat': compat,
  'without grace': { refreshGrace: '0s' },
  'with a prefix and accounts by user name': { cookiePrefix: '__Host-', cookieSecure: true, userIdField: 'email' },
}

interface Drawn {
  readonly status: number
  readonly email: string | null
  readonly cookieHeader: string
  readonly cookies: readonly string[]
}

interface Node {
  readonly ended: Promise<{ readonly signal: NodeJS.Signals | null }>
  draw(cookie: string): Promise<Drawn>
  post(path: string, cookie: string, json?: object): Promise<Response>
  /** How often something happened there. */
  count(event: string): Promise<number>
}

async function startNode(t: TestContext, env: Readonly<Record<string, string>>): Promise<Node> {
  const script = fileURLToPath(new URL('page-server.ts', import.meta.url))
  const words = ['--conditions=latchkey-source', script]
  const { child, ended, stdout } = follow(spawn(process.execPath, words, { env: environmentOf(env) }))
  t.after(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const [, found] = /listens on (http:\S+)/.exec(stdout()) ?? []
      if (found !== undefined) resolve(found)
    })
    ended.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)), reject)
  })
  return {
    ended,
    draw: async cookie => {
      const response = await fetch(`${url}/page`, { headers: { cookie } })
      return { status: response.status, ...JSON.parse(await response.text()) }
    },
    post: (path, cookie, json = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify(json),
      }),
    count: async event => {
      const events = (await (await fetch(`${url}/events`)).json()) as readonly string[]
      return events.filter(name => name === event).length
    },
  }
}

/** Two nodes, and the cookies of a user at the moment when the access cookie has expired. */
async function open(t: TestContext, dialect: 'sqlite' | 'postgres', config: Config, first: Config = {}) {
  return await openAt(t, await addressOf(t, dialect), config, first)
}

async function addressOf(t: TestContext, dialect: 'sqlite' | 'postgres'): Promise<string> {
  return dialect === 'sqlite' ? `sqlite:${join(temporaryFolder(t), 'shared.sqlite3')}` : await createTestSchema(t)
}

async function openAt(t: TestContext, DATABASE_URL: string, config: Config, first: Config) {
  const env = { SECRET_KEY: secretKey, DATABASE_URL, CONFIG: JSON.stringify(config) }
  const second = await startNode(t, env)
  const nodes = [await startNode(t, { ...env, ...first } as Readonly<Record<string, string>>), second] as const
  const json = { email, username: 'alice', password, password_confirm: password }
  assert.equal((await second.post('/api/auth/register/', '', json)).status, 201)
  const logIn = async () => {
    const jar = createCookieJar()
    const answer = await second.post('/api/auth/cookie/login/', '', json)
    assert.equal(answer.status, 200)
    jar.keep(answer.headers)
    return withoutAccess(jar.header('/page'))
  }
  const count = async (event: string) => {
    const counts = await Promise.all(nodes.map(node => node.count(event)))
    return counts.reduce((sum, each) => sum + each, 0)
  }
  return { nodes, logIn, count }
}

/** Browsers drop an access cookie when it expires. */
function withoutAccess(cookie: string): string {
  return cookie
    .split('; ')
    .filter(pair => !/^(?:__Host-)?access_token=/.test(pair))
    .join('; ')
}

const twelve = async (nodes: readonly Node[], cookie: string) =>
  await Promise.all(Array.from({ length: 12 }, (_, index) => nodes[index % nodes.length]?.draw(cookie))).then(drawn =>
    drawn.map(each => each ?? assert.fail()),
  )

for (const dialect of dialects) {
  for (const [name, config] of Object.entries(settings)) {
    test(`${dialect}: ${name}, twelve requests at two nodes end with one successor, and all of their cookies are good`, {
      skip: skips[dialect],
    }, async t => {
      const { nodes, logIn, count } = await open(t, dialect, config)
      for (let trial = 1; trial <= trials; trial += 1) {
        const drawn = await twelve(nodes, await logIn())
        assert.deepEqual([...new Set(drawn.map(each => each.email))], [email])
        assert.equal(new Set(drawn.map(each => each.cookieHeader)).size, 1)
        for (const each of drawn) assert.deepEqual([each.cookies, each.cookies.length > 1], [drawn[0]?.cookies, true])
        assert.equal(await count('refresh.rotated'), 2 * trial - 1, 'one exchange')
        const next = drawn[trial]?.cookieHeader ?? ''
        for (const node of nodes) assert.deepEqual(await node.draw(next), { ...drawn[0], cookies: [] })
        const later = await twelve(nodes, withoutAccess(next))
        assert.deepEqual([...new Set(later.map(each => each.email))], [email], 'the session goes on')
      }
      for (const event of ['refresh.forgiven', 'refresh.reused', 'session.ended']) assert.equal(await count(event), 0)
    })
  }

  test(`${dialect}: without rotation twelve requests at two nodes keep the one refresh token`, {
    skip: skips[dialect],
  }, async t => {
    const { nodes, logIn, count } = await open(t, dialect, { compat: 'simplejwt' })
    const cookie = await logIn()
    const drawn = await twelve(nodes, cookie)
    assert.deepEqual([...new Set(drawn.map(each => each.email))], [email])
    for (const { cookieHeader } of drawn) assert.equal(withoutAccess(cookieHeader), cookie)
    assert.equal(await count('refresh.renewed'), 2, 'one at each node, where nothing is spent')
    assert.equal((await nodes[1].draw(drawn[0]?.cookieHeader ?? '')).cookies.length, 0)
  })

  for (const [name, config, DIES] of [
    ['under compat before the exchange', compat, 'before'],
    ['by default before the exchange', {}, 'before'],
    ['by default after the exchange', {}, 'after'],
  ] as const) {
    test(`${dialect}: a node is killed ${name}, and after three seconds the others have the successor`, {
      skip: skips[dialect],
    }, async t => {
      const { nodes, logIn } = await open(t, dialect, config, { DIES })
      const [mortal, other] = nodes
      const cookie = await logIn()
      const lost = mortal.draw(cookie).catch(() => 'lost')
      assert.equal((await mortal.ended).signal, 'SIGKILL')
      assert.equal(await lost, 'lost')
      const began = performance.now()
      const drawn = await twelve([other], cookie)
      const took = performance.now() - began
      assert.deepEqual([...new Set(drawn.map(each => each.email))], [email])
      assert.equal(new Set(drawn.map(each => each.cookieHeader)).size, 1)
      assert.ok(took > 2000 && took < 12_000, `${Math.round(took)} ms`)
      const next = withoutAccess(drawn[0]?.cookieHeader ?? '')
      assert.equal((await other.draw(next)).email, email, 'the session goes on')
    })
  }

  test(`${dialect}: a replay beyond the ten seconds is none of an answer that is shared`, {
    skip: skips[dialect],
  }, async t => {
    const { nodes, logIn, count } = await open(t, dialect, { refreshGrace: '1s' })
    const cookie = await logIn()
    const [first, second] = nodes
    assert.equal((await first.draw(cookie)).email, email)
    assert.equal((await second.draw(cookie)).email, email)
    await new Promise(resolve => setTimeout(resolve, 10_500))
    assert.equal((await second.draw(cookie)).email, null)
    assert.equal(await count('refresh.reused'), 1)
  })
}

test('postgres: a node whose way to the database is silent says so in fifteen seconds, and the others draw the page', {
  skip: skips.postgres,
}, async t => {
  const url = await createTestSchema(t)
  const proxy = await openPostgresProxy(t)
  const { nodes, logIn } = await openAt(t, url, compat, { DATABASE_URL: proxy.through(url) })
  const [silent, other] = nodes
  const cookie = await logIn()
  proxy.fail('silence', Number.POSITIVE_INFINITY)
  const began = performance.now()
  const refused = twelve([silent], cookie)
  const drawn = await twelve([other], cookie)
  assert.deepEqual([...new Set(drawn.map(each => each.email))], [email])
  assert.deepEqual([...new Set((await refused).map(({ status }) => status))], [503])
  const took = performance.now() - began
  assert.ok(took < 20_000, `${Math.round(took)} ms`)
  proxy.heal()
  proxy.cut()
  const next = withoutAccess(drawn[0]?.cookieHeader ?? '')
  assert.equal((await silent.draw(next)).email, email, 'the session goes on there')
})
