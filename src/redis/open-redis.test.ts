import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { parseRedisUrl } from '../kernel/redis-url.ts'
import { systemClock } from '../ports/defaults/clock.ts'
import type { AuthEvent } from '../ports/events.ts'
import { openPostgresProxy } from '../testing/postgres-proxy.ts'
import { startTestRedis, untilUp } from '../testing/redis-server.ts'
import { createMemoryThrottleStore } from '../throttles/memory-store.ts'
import { openRedis, type Redis } from './open-redis.ts'

const minute = 60_000

type Words = readonly [string, ...string[]]

async function open(t: TestContext, url: string) {
  const read = parseRedisUrl(url)
  assert.ok(read.ok)
  const seen: AuthEvent[] = []
  const redis = await openRedis({
    url: read.url,
    fallback: createMemoryThrottleStore(),
    events: { emit: event => void seen.push(event) },
    clock: systemClock,
  })
  t.after(() => redis.close())
  return { redis, seen, names: () => seen.map(({ name }) => name) }
}

/** How many of them were counted. */
async function tries({ throttles }: Redis, times: number, key = 'key', limit = 5): Promise<number> {
  const hits = await Promise.all(Array.from({ length: times }, () => throttles.hit(key, limit, minute, 0)))
  return hits.filter(({ outcome }) => outcome === 'counted').length
}

test('of fifty requests at once over two nodes exactly the limit is counted', async t => {
  const server = await startTestRedis(t)
  const nodes = [(await open(t, server.url)).redis, (await open(t, server.url)).redis]
  const counted = await Promise.all(nodes.map(node => tries(node, 25)))
  assert.equal((counted[0] ?? 0) + (counted[1] ?? 0), 5)
})

test('the window slides, a refused request is not counted, and the wait is told', async t => {
  const { redis } = await open(t, (await startTestRedis(t)).url)
  const hit = () => redis.throttles.hit('key', 2, 2000, 0)
  assert.deepEqual(await hit(), { outcome: 'counted' })
  await new Promise(resolve => setTimeout(resolve, 1000))
  assert.deepEqual(await hit(), { outcome: 'counted' })
  const refused = await hit()
  assert.ok(refused.outcome === 'refused' && refused.waitMs > 0 && refused.waitMs <= 1000, JSON.stringify(refused))
  for (let retries = 0; retries < 5; retries += 1) assert.equal((await hit()).outcome, 'refused')
  await new Promise(resolve => setTimeout(resolve, refused.waitMs))
  assert.deepEqual(await hit(), { outcome: 'counted' })
  const again = await hit()
  assert.ok(
    again.outcome === 'refused' && again.waitMs > 0 && again.waitMs < 2000,
    'the second hit is still in the window',
  )
})

test('a limit that is lowered or raised counts what there was', async t => {
  const { redis } = await open(t, (await startTestRedis(t)).url)
  assert.equal(await tries(redis, 4, 'key', 10), 4)
  assert.equal(await tries(redis, 9, 'key', 5), 1)
  assert.equal(await tries(redis, 9, 'key', 3), 0)
  assert.equal(await tries(redis, 9, 'key', 7), 2)
})

test('a clock of the server that is set back does not lock out for as long (account lockout)', async t => {
  const server = await startTestRedis(t)
  const { redis } = await open(t, server.url)
  const tomorrow = String(Date.now() + 1440 * minute)
  await server.command('RPUSH', 'latchkey:t:key', tomorrow, tomorrow, String(Date.now()))
  const refused = await redis.throttles.hit('key', 2, 200, 0)
  assert.deepEqual(refused, { outcome: 'refused', waitMs: 200 })
  await new Promise(resolve => setTimeout(resolve, 200))
  assert.deepEqual(await redis.throttles.hit('key', 2, 200, 0), { outcome: 'counted' })
})

test('flushed scripts, flushed data and a key of another type cost no answer', async t => {
  const server = await startTestRedis(t)
  const { redis, seen } = await open(t, server.url)
  await server.command('SCRIPT', 'FLUSH')
  assert.equal(await tries(redis, 9), 5)
  await server.command('FLUSHALL')
  assert.equal(await tries(redis, 9), 5)
  await server.command('SET', 'latchkey:t:other', 'x')
  assert.equal(await tries(redis, 9, 'other'), 5)
  assert.deepEqual([seen, redis.state.missed], [[], 0])
})

test('keys go with their window, and begin with the prefix', async t => {
  const server = await startTestRedis(t)
  const { redis } = await open(t, `${server.url}?prefix=shop`)
  await redis.throttles.hit('key', 1, minute, 0)
  // That of the probe lives for a millisecond.
  assert.deepEqual(await server.command('KEYS', '*:t:*'), ['shop:t:key'])
  assert.deepEqual(await server.command('KEYS', '[^s]*'), [])
  const left = Number(await server.command('PTTL', 'shop:t:key'))
  assert.ok(left > 0 && left <= minute, String(left))
})

test('a killed server: each process counts for itself, told once; it is back without a restart', async t => {
  const server = await startTestRedis(t)
  const { redis, names } = await open(t, server.url)
  await server.kill()
  assert.equal(await tries(redis, 9), 5)
  assert.deepEqual(redis.state, { ...redis.state, isUp: false, missed: 9 })
  await new Promise(resolve => setTimeout(resolve, 600))
  assert.deepEqual(names(), ['redis.away'])
  await server.start()
  await untilUp(redis)
  assert.equal(await tries(redis, 9, 'later'), 5)
  assert.equal(redis.state.missed, 9)
  assert.deepEqual(names(), ['redis.away', 'redis.back'])
})

test('one that is silent is waited for once: by a way that swallows everything, by a server that stands still', async t => {
  const server = await startTestRedis(t)
  const proxy = await openPostgresProxy(t, server.port)
  const outages: readonly (readonly [string, () => void, () => void])[] = [
    ['way', () => proxy.fail('silence'), () => proxy.heal()],
    ['server', () => server.pause(), () => server.resume()],
  ]
  const { redis, names } = await open(t, proxy.through(server.url))
  for (const [key, begin, end] of outages) {
    begin()
    assert.equal(await tries(redis, 50, key), 5)
    // Nothing is asked of it any more: these would take a tenth of a second each.
    const missed = redis.state.missed
    for (let count = 0; count < 500; count += 1) await redis.throttles.hit(`${key} ${count}`, 5, minute, 0)
    assert.equal(redis.state.missed, missed + 500)
    end()
    await untilUp(redis)
  }
  assert.deepEqual(names(), ['redis.away', 'redis.back', 'redis.away', 'redis.back'])
})

test('one that answers, and refuses writes, is away until it takes them: no memory, a replica', async t => {
  const server = await startTestRedis(t)
  const { redis, seen } = await open(t, server.url)
  const outages: readonly (readonly [begin: Words, end: Words])[] = [
    [
      ['CONFIG', 'SET', 'maxmemory', '1'],
      ['CONFIG', 'SET', 'maxmemory', '0'],
    ],
    [
      ['REPLICAOF', '127.0.0.1', '1'],
      ['REPLICAOF', 'NO', 'ONE'],
    ],
  ]
  for (const [begin, end] of outages) {
    await server.command(...begin)
    assert.equal(await tries(redis, 9, begin.join()), 5)
    await new Promise(resolve => setTimeout(resolve, 600))
    assert.equal(redis.state.isUp, false)
    await server.command(...end)
    await untilUp(redis)
  }
  assert.deepEqual(
    seen.map(({ name, reason = '' }) => `${name} ${reason.split(' ')[0]}`),
    ['redis.away OOM', 'redis.back ', 'redis.away READONLY', 'redis.back '],
  )
})

test('one that is still loading its data is away until it has', { timeout: 60_000 }, async t => {
  const slowly = ['--key-load-delay', '2000', '--loading-process-events-interval-bytes', '1024']
  const server = await startTestRedis(t, slowly)
  const { redis, names } = await open(t, server.url)
  await server.command('EVAL', "for i = 1, 1000 do redis.call('SET', i, string.rep('x', 100)) end", '0')
  await server.command('SAVE')
  await server.kill()
  await server.start()
  await assert.rejects(server.command('PING'), /LOADING/)
  await new Promise(resolve => setTimeout(resolve, 300))
  assert.equal(redis.state.isUp, false)
  assert.equal(await tries(redis, 9), 5)
  await untilUp(redis)
  assert.equal(await server.command('PING'), 'PONG')
  assert.deepEqual(names(), ['redis.away', 'redis.back'])
})

test('away at the start is told and waited for; what has to be corrected is thrown', async t => {
  const { redis, names } = await open(t, 'redis://127.0.0.1:1')
  assert.equal(await tries(redis, 9), 5)
  assert.deepEqual(names(), ['redis.away'])
  const server = await startTestRedis(t, ['--requirepass', 'correct horse'], 'correct%20horse')
  const { redis: right } = await open(t, server.url)
  assert.equal(right.state.isUp, true)
  const at = `127.0.0.1:${server.port}`
  await assert.rejects(open(t, `redis://${at}`), /asks for a password/)
  await assert.rejects(open(t, `redis://:wrong@${at}`), /refuses the user or the password/)
  await assert.rejects(open(t, `redis://:correct%20horse@${at}/99`), /no database of that number/)
})

test('a user who may do what is needed and no more is enough, and one who may not is told what is missing', async t => {
  const server = await startTestRedis(t)
  const needed = '+@connection +@scripting +lindex +lset +lpush +ltrim +pexpire +del +time +publish +subscribe'
  await server.command('ACL', 'SETUSER', 'app', 'on', '>pw', '~latchkey:*', '&latchkey:*', ...needed.split(' '))
  const { redis } = await open(t, server.url.replace('redis://', 'redis://app:pw@'))
  assert.equal(await tries(redis, 9), 5)
  await server.command('ACL', 'SETUSER', 'poor', 'on', '>pw', '+@connection')
  const refusal = open(t, server.url.replace('redis://', 'redis://poor:pw@'))
  await assert.rejects(refusal, (error: { fix?: string }) => error.fix?.includes(needed) === true)
})

test('an announcement wakes the other nodes, and many at once are few', { timeout: 60_000 }, async t => {
  const server = await startTestRedis(t)
  const { redis: one } = await open(t, server.url)
  const { redis: two } = await open(t, server.url)
  let heard = 0
  const first = Promise.withResolvers<void>()
  t.after(
    two.watch(() => {
      heard += 1
      first.resolve()
    }),
  )
  // That it listens is the first: what was said before may have been missed.
  await first.promise
  for (let count = 0; count < 100; count += 1) one.announce()
  await new Promise(resolve => setTimeout(resolve, 200))
  assert.equal(heard, 3)
  const before = heard
  await server.kill()
  await server.start()
  while (heard === before) await new Promise(resolve => setTimeout(resolve, 10))
})
