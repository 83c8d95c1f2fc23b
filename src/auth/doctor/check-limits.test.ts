import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../settings/settings.ts'
import { resolveSettings } from '../../settings.ts'
import { startTestRedis } from '../../testing/redis-server.ts'
import { checkLimits } from './check-limits.ts'

async function found(config: Config): Promise<readonly string[]> {
  const secretKey = 'a secret that tests share, and that protects nothing at all'
  const findings = await checkLimits(resolveSettings([{ source: 'test', values: { secretKey, ...config } }]))
  return findings.map(({ check, level, what }) => `${check} ${level}: ${what}`)
}

test('one process on one disk counts exactly, and so do all that share their counters', async () => {
  assert.deepEqual(await found({}), [])
  assert.deepEqual(await found({ workers: 4, throttleStore: 'database' }), [])
  assert.deepEqual(await found({ workers: 4, throttling: false }), [])
})

test('several processes that count for themselves are told with what the limits mean', async () => {
  assert.deepEqual(await found({ workers: 4 }), [
    'limits advice: Each of 4 processes counts requests for itself: up to 4 times as many pass (loginRate 5/m: up to 20/m).',
  ])
  const [nodes = ''] = await found({ database: 'postgres://localhost/auth', loginRate: null })
  assert.match(
    nodes,
    /^limits advice: Each node counts requests for itself: two of them let up to twice as many pass\.$/,
  )
})

test('a Redis that counts is well; one that is full and deletes keys is not, nor one that is away', async t => {
  const server = await startTestRedis(t)
  assert.deepEqual(await found({ workers: 4, redis: server.url }), [])
  await server.command('CONFIG', 'SET', 'maxmemory', '100mb')
  await server.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
  const [full = ''] = await found({ redis: server.url })
  assert.match(full, /^redis advice: When it is full it deletes keys \(allkeys-lru\)/)
  await server.kill()
  const [away = ''] = await found({ redis: server.url.replace('redis://', 'redis://:geheim@') })
  assert.match(away, /^redis fault: The Redis at redis:\/\/127\.0\.0\.1:\d+\/0 cannot count at present: .*ECONNREFUSED/)
  assert.doesNotMatch(away, /geheim/)
})

test('a Redis elsewhere without a password or TLS is told', async t => {
  const server = await startTestRedis(t)
  // A name for this machine that is not known as one.
  const findings = await found({ redis: `redis://[::ffff:127.0.0.1]:${server.port}/0` })
  assert.equal(findings.length, 2)
  assert.match(findings[0] ?? '', /asks for no password/)
  assert.match(findings[1] ?? '', /plain text/)
})
