import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { type Auth, createAuth } from '../auth.ts'
import { createHttpServer } from '../server/http-server.ts'
import { createAuthMetrics } from '../server/metrics/auth-metrics.ts'
import { ConfigurationError } from '../settings/configuration-error.ts'
import type { Config } from '../settings/settings.ts'
import { resolveSettings } from '../settings.ts'
import { askServer } from '../testing/ask-server.ts'
import { createTestDatabase } from '../testing/postgres-store.ts'
import { startTestRedis, untilUp } from '../testing/redis-server.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createTestClient } from '../testing/test-client.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'

async function open(t: TestContext, config: Config, parts: { readonly throttles?: Auth['system']['throttles'] } = {}) {
  const cheap = { passwordMemory: 64, passwordIterations: 1, passwordParallelism: 1 } as const
  const auth = await createAuth({ secretKey, database: 'sqlite::memory:', ...cheap, ...config, ...parts })
  t.after(() => auth.close())
  return auth
}

const verify = '/api/auth/token/verify/'

/** How many of so many requests at once, at all nodes in turn, were not throttled. */
async function passed(nodes: readonly Auth[], times: number): Promise<number> {
  const clients = nodes.map(({ dispatch }) => createTestClient(dispatch))
  const statuses = await Promise.all(
    Array.from({ length: times }, async (_, index) => {
      const client = clients[index % clients.length]
      return (await client?.request('POST', verify, { json: { token: 'none' } }))?.status
    }),
  )
  assert.deepEqual(new Set(statuses), new Set([401, 429]))
  return statuses.filter(status => status === 401).length
}

test('two nodes with one Redis let as many requests through as one, and keep no address in it', async t => {
  const server = await startTestRedis(t)
  const config = { redis: server.url, anonRate: '5/min' }
  assert.equal(await passed([await open(t, config), await open(t, config)], 50), 5)
  const keys = (await server.command('KEYS', 'latchkey:t:*')) as readonly string[]
  assert.equal(keys.length, 1)
  assert.match(keys[0] ?? '', /^latchkey:t:[\w-]{22}$/)
})

test('two nodes that count in the database let as many requests through as one', async t => {
  const database = `sqlite:${temporaryFolder(t)}/shared.sqlite3`
  const config = { database, throttleStore: 'database', anonRate: '5/min' } as const
  assert.equal(await passed([await open(t, config), await open(t, config)], 50), 5)
})

test('applications with secrets of their own share no counter', async t => {
  const server = await startTestRedis(t)
  const config = { redis: server.url, anonRate: '5/min' }
  assert.equal(await passed([await open(t, config)], 9), 5)
  assert.equal(await passed([await open(t, { ...config, secretKey: `${secretKey}, again` })], 9), 5)
})

test('users are counted over nodes, whatever tokens name them by', async t => {
  const server = await startTestRedis(t)
  const database = `sqlite:${temporaryFolder(t)}/shared.sqlite3`
  for (const userIdField of ['id', 'email'] as const) {
    const config = { database, redis: server.url, userRate: '5/min', userIdField, loginRate: null }
    const nodes = [await open(t, config), await open(t, config)]
    const clients = nodes.map(({ dispatch }) => createTestClient(dispatch))
    const { access } = (await clients[0]?.register(`${userIdField}@example.com`)) ?? assert.fail('no node')
    await server.command('FLUSHALL')
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const reply = await clients[index % 2]?.request('GET', '/api/auth/profile/', { token: access })
        return reply?.status
      }),
    )
    assert.equal(statuses.filter(status => status === 200).length, 5, userIdField)
    assert.equal(statuses.filter(status => status === 429).length, 15, userIdField)
    assert.equal(((await server.command('KEYS', 'latchkey:t:*')) as readonly string[]).length, 1)
  }
})

test('without a Redis each process counts for itself, and with one too where the settings say so', async t => {
  const server = await startTestRedis(t)
  for (const more of [{}, { redis: server.url, throttleStore: 'memory' }] as const) {
    const config = { ...more, anonRate: '5/min' }
    assert.equal(await passed([await open(t, config), await open(t, config)], 50), 10)
  }
  assert.deepEqual(await server.command('KEYS', '*'), [])
})

test('counters that are given as a part are asked, and no Redis', async t => {
  const keys: string[] = []
  const throttles = {
    hit: async (key: string) => {
      keys.push(key)
      return { outcome: 'counted' } as const
    },
  }
  const auth = await open(t, { redis: 'redis://127.0.0.1:1', anonRate: '5/min' }, { throttles })
  await createTestClient(auth.dispatch).request('POST', verify, { json: { token: 'none' } })
  assert.deepEqual([keys.length, auth.redis], [1, undefined])
})

test('under the names of SimpleJWT Redis counts too', async t => {
  const server = await startTestRedis(t)
  const config = { compat: 'simplejwt', redis: server.url, anonRate: '5/min' } as const
  assert.equal(await passed([await open(t, config), await open(t, config)], 50), 5)
})

for (const [what, config, says] of [
  ['an address that is none', { redis: 'localhost:6379' }, /is no address of Redis.*write redis:\/\/host:6379/],
  ['a parameter that is not known', { redis: 'redis://:geheim@h?foo=1' }, /"foo", which is not known/],
  ['counting in a Redis that is not there', { throttleStore: 'redis' }, /there is no address of one.*REDIS_URL/],
] as const) {
  test(`${what} stops the start`, async t => {
    await assert.rejects(open(t, config), error => {
      assert.ok(error instanceof ConfigurationError)
      assert.match(error.message, says)
      assert.doesNotMatch(error.message, /geheim/)
      return true
    })
  })
}

test('a wrong password stops the start, and is not repeated', async t => {
  const server = await startTestRedis(t, ['--requirepass', 'right'], 'right')
  await assert.rejects(open(t, { redis: server.url.replace('right', 'geheim') }), error => {
    assert.ok(error instanceof ConfigurationError)
    assert.match(error.message, /redisUrl.*refuses the user or the password/)
    assert.doesNotMatch(error.message, /geheim/)
    return true
  })
})

test('a Redis that is away leaves the server ready, and shows in readiness, metrics and events', async t => {
  const server = await startTestRedis(t)
  const metrics = createAuthMetrics()
  const auth = await open(t, { redis: server.url, anonRate: '5/min', onEvent: event => metrics.events.emit(event) })
  metrics.watch(auth, auth.store)
  const operations = { settings: auth.system.settings, store: auth.store, redis: auth.redis, metrics }
  const get = await askServer(t, createHttpServer(auth, operations))
  const ready = async () => {
    const reply = await get('/readyz')
    return [reply.status, JSON.parse(reply.body)]
  }
  assert.deepEqual(await ready(), [200, { status: 'ok' }])
  assert.match((await get('/metrics')).body, /^latchkey_redis_up 1$/m)
  await server.kill()
  assert.equal(await passed([auth], 9), 5)
  assert.deepEqual(await ready(), [200, { status: 'ok', degraded: ['redis_unavailable'] }])
  const { body } = await get('/metrics')
  assert.match(body, /^latchkey_redis_up 0$/m)
  assert.match(body, /^latchkey_redis_missed_hits_total 9$/m)
  assert.match(body, /^latchkey_events_total\{event="redis.away"\} 1$/m)
  await server.start()
  assert.ok(auth.redis !== undefined)
  await untilUp({ state: auth.redis })
  assert.deepEqual(await ready(), [200, { status: 'ok' }])
})

test('behind a pooler a logout at one node wakes the others by way of Redis', { timeout: 60_000 }, async t => {
  const server = await startTestRedis(t)
  const database = `${await createTestDatabase(t)}?pgbouncer=true`
  const one = await open(t, { database, redis: server.url })
  const two = await open(t, { database, redis: server.url })
  let heard = 0
  const first = Promise.withResolvers<void>()
  const stop = two.system.sessions.watch?.(() => {
    heard += 1
    first.resolve()
  })
  assert.ok(stop !== undefined)
  t.after(stop)
  await first.promise
  const before = heard
  await one.system.sessions.revokeJti('some token', Date.now() + 60_000, Date.now())
  while (heard === before) await new Promise(resolve => setTimeout(resolve, 5))
})

test('a program that closes its Auth ends, whether Redis is there or not', async t => {
  const server = await startTestRedis(t)
  for (const redis of [server.url, 'redis://127.0.0.1:1']) {
    const program = `
      const { createAuth } = await import('latchkey')
      const options = { secretKey: '${secretKey}', database: 'sqlite::memory:', redis: '${redis}', onEvent() {} }
      const auth = await createAuth(options)
      await auth.system.throttles.hit('key', 1, 1000, Date.now())
      await auth.close()
      console.log('closed')`
    const flags = ['--conditions=latchkey-source', '--input-type=module', '--eval', program]
    const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: 20_000 })
    assert.equal(stdout, 'closed\n')
  }
})

test('the settings as they are resolved name no place for counters unless they were given one', () => {
  const settings = resolveSettings([{ source: 'test', values: { secretKey } }])
  assert.deepEqual([settings.redisUrl, settings.throttleStore], [null, undefined])
})
