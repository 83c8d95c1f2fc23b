/** A Redis that is killed, started again, and goes silent under load: no login and no logout fails or waits for long. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openPostgresProxy } from '../../src/testing/postgres-proxy.ts'
import { startTestRedis } from '../../src/testing/redis-server.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { type Api, createApi, password } from './api.ts'
import { secretKey } from './command-line.ts'
import { startServer } from './server-process.ts'

const limited = { LATCHKEY_THROTTLING: 'true', LATCHKEY_LOGIN_RATE: '100000/min', LATCHKEY_REGISTRATION_RATE: '5/h' }

/** Logs in and out without a pause until it is stopped, and remembers the longest wait. */
function keepLoggingIn(node: Api, email: string) {
  const state = { isOver: false, rounds: 0, longest: 0 }
  const ended = (async () => {
    while (!state.isOver) {
      const began = performance.now()
      const { status, json } = await node.login(email, password)
      assert.equal(status, 200, JSON.stringify(json))
      assert.equal((await node.logout(json)).status, 200)
      assert.equal((await node.profile(json.access)).status, 401)
      state.longest = Math.max(state.longest, performance.now() - began)
      state.rounds += 1
    }
  })()
  const stop = async () => {
    state.isOver = true
    await ended
  }
  return { state, stop }
}

async function readiness(url: string): Promise<unknown> {
  const reply = await fetch(`${url}/readyz`)
  return [reply.status, await reply.json()]
}

async function until(url: string, wanted: unknown): Promise<number> {
  const began = performance.now()
  for (;;) {
    const found = await readiness(url)
    if (JSON.stringify(found) === JSON.stringify(wanted)) return performance.now() - began
    if (performance.now() - began > 10_000) assert.deepEqual(found, wanted)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

const ready = [200, { status: 'ok' }]
const degraded = [200, { status: 'ok', degraded: ['redis_unavailable'] }]

/** How many of twenty registrations at once, at both nodes in turn, were let through. */
async function registered(nodes: readonly Api[], name: string): Promise<number> {
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      nodes[index % nodes.length]?.register(`${name}-${index}@example.com`, password),
    ),
  )
  return replies.filter(reply => reply?.status === 201).length
}

async function createScene(t: TestContext) {
  const server = await startTestRedis(t)
  const proxy = await openPostgresProxy(t, server.port)
  const folder = temporaryFolder(t)
  const shared = { SECRET_KEY: secretKey, DATABASE_URL: 'sqlite:///shared.sqlite3' }
  const env = { ...shared, ...limited, REDIS_URL: proxy.through(server.url) }
  const servers = [await startServer(t, folder, env), await startServer(t, folder, env)]
  const urls = servers.map(({ url }) => url)
  return { server, proxy, urls, nodes: urls.map(createApi) }
}

test('a Redis that is killed and goes silent under load fails no login, and limits are exact again after it', async t => {
  const { server, proxy, nodes, urls } = await createScene(t)
  assert.equal(await registered(nodes, 'first'), 5)
  const [one, two] = nodes
  assert.ok(one !== undefined && two !== undefined)
  const pause = () => new Promise(resolve => setTimeout(resolve, 1500))
  const emails = [0, 1, 2, 3].map(index => `busy-${index}@example.com`)
  await server.command('FLUSHALL')
  for (const email of emails) assert.equal((await one.register(email, password)).status, 201)
  const busy = emails.map((email, index) => keepLoggingIn(index % 2 === 0 ? one : two, email))
  const roundsOf = () => busy.map(({ state }) => state.rounds)

  await pause()
  for (const [how, begin, end] of [
    ['killed', server.kill, server.start],
    ['silent', () => proxy.fail('silence'), () => proxy.heal()],
    ['stopped', server.pause, server.resume],
  ] as const) {
    for (const { state } of busy) state.longest = 0
    const before = roundsOf()
    await begin()
    await Promise.all(urls.map(url => until(url, degraded)))
    await pause()
    await end()
    const back = await Promise.all(urls.map(url => until(url, ready)))
    await pause()
    assert.ok(roundsOf().every((rounds, index) => rounds > (before[index] ?? 0)))
    const longest = Math.max(...busy.map(({ state }) => state.longest))
    t.diagnostic(`${how}: longest round ${longest.toFixed(0)} ms, back after ${Math.max(...back).toFixed(0)} ms`)
  }
  await Promise.all(busy.map(({ stop }) => stop()))
  await server.command('FLUSHALL')
  assert.equal(await registered(nodes, 'last'), 5)
})
