import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { AuthEvent } from '../ports/events.ts'
import { AuthError } from '../problems.ts'
import { generateKeyPair } from './generate.ts'
import { createRemoteJwks } from './remote-jwks.ts'

const first = generateKeyPair('ES256')
const second = generateKeyPair('ES256')

test('a published key is found by its kid, and the set is fetched once', async t => {
  const { keys, publisher } = await publish(t, [first.publicJwk])
  await Promise.all([keys.prepare(first.kid), keys.prepare(first.kid)])
  assert.equal(keys.find(first.kid)?.kid, first.kid)
  assert.equal(publisher.requests, 1)
})

test('a token without a kid finds no published key', async t => {
  const { keys } = await publish(t, [first.publicJwk])
  await keys.prepare(first.kid)
  assert.equal(keys.find(undefined), undefined)
})

test('an unknown kid fetches the set again, at most every thirty seconds', async t => {
  const { keys, publisher, clock } = await publish(t, [first.publicJwk])
  await keys.prepare(first.kid)
  publisher.set = [first.publicJwk, second.publicJwk]
  await assert.rejects(keys.prepare(second.kid), isUnavailable)
  assert.equal(keys.find(second.kid), undefined)
  clock.now += 31_000
  await Promise.all(Array.from({ length: 10 }, () => keys.prepare(second.kid)))
  assert.equal(keys.find(second.kid)?.kid, second.kid)
  assert.equal(publisher.requests, 2)
})

test('ten first tokens share one fetch, and all find their key', async t => {
  const { keys, publisher } = await publish(t, [first.publicJwk])
  const found = await Promise.all(
    Array.from({ length: 10 }, async () => {
      await keys.prepare(first.kid)
      return keys.find(first.kid)?.kid
    }),
  )
  assert.deepEqual(found, Array(10).fill(first.kid))
  assert.equal(publisher.requests, 1)
})

test('a flood of invented kids makes one fetch in thirty seconds, and delays no token whose key is known', async t => {
  const { keys, publisher, clock } = await publish(t, [first.publicJwk])
  await keys.prepare(first.kid)
  for (let second = 0; second < 90; second += 1) {
    clock.now += 1000
    await Promise.allSettled(Array.from({ length: 50 }, (_, n) => keys.prepare(`forged-${second}-${n}`)))
    await keys.prepare(first.kid)
    assert.equal(keys.find(first.kid)?.kid, first.kid)
  }
  assert.equal(publisher.requests, 1 + 3)
})

test('a key that is published during a flood of invented kids is never called invalid, and known after thirty seconds', async t => {
  const { keys, publisher, clock } = await publish(t, [first.publicJwk])
  await keys.prepare(first.kid)
  await Promise.allSettled(Array.from({ length: 5000 }, (_, n) => keys.prepare(`forged-${n}`)))
  publisher.set = [first.publicJwk, second.publicJwk]
  for (let seconds = 0; seconds < 29; seconds += 1) {
    clock.now += 1000
    await assert.rejects(keys.prepare(second.kid), isUnavailable)
  }
  clock.now += 1000
  await keys.prepare(second.kid)
  assert.equal(keys.find(second.kid)?.kid, second.kid)
  assert.equal(publisher.requests, 2)
})

test('a kid is called invalid once the publisher was asked after it was seen, and from then on at once', async t => {
  const { keys, clock } = await publish(t, [first.publicJwk])
  await keys.prepare(first.kid)
  await assert.rejects(keys.prepare('retired'), isUnavailable)
  clock.now += 30_000
  await keys.prepare('another')
  clock.now += 1000
  await keys.prepare('retired')
  assert.equal(keys.find('retired'), undefined)
  await assert.rejects(keys.prepare('third'), isUnavailable)
})

test('a withdrawn key is dropped after five minutes', async t => {
  const { keys, publisher, clock } = await publish(t, [first.publicJwk])
  await keys.prepare(first.kid)
  publisher.set = [second.publicJwk]
  clock.now += 301_000
  await keys.prepare(first.kid)
  assert.equal(keys.find(first.kid), undefined)
})

test('keys of another algorithm are skipped, whatever the set says of them (algorithm confusion)', async t => {
  const [rsa, edwards] = [generateKeyPair('RS256'), generateKeyPair('EdDSA')]
  const { alg: _, ...unmarked } = rsa.publicJwk
  const { keys } = await publish(t, [unmarked, edwards.publicJwk, first.publicJwk])
  await keys.prepare(first.kid)
  assert.deepEqual(
    keys.keys.map(({ kid, algorithm }) => [kid, algorithm.name]),
    [[first.kid, 'ES256']],
  )
})

test('a set whose keys were all withdrawn leaves none', async t => {
  for (const set of [[], [generateKeyPair('RS256').publicJwk]]) {
    const { keys, publisher, clock } = await publish(t, [first.publicJwk])
    await keys.prepare(first.kid)
    publisher.set = set
    clock.now += 301_000
    await keys.prepare(first.kid)
    assert.equal(keys.find(first.kid), undefined)
  }
})

test('a published key without a kid is not found by the header of a token without one', async t => {
  const { kid: _, ...unnamed } = first.publicJwk
  const { keys } = await publish(t, [unnamed])
  await keys.prepare('unknown')
  const [key] = keys.keys
  assert.equal(keys.findByHeader(key?.headerText ?? ''), undefined)
})

test('the last good set is kept when the publisher fails, redirects or returns something else', async t => {
  for (const status of [500, 302, 200]) {
    const { keys, publisher, clock } = await publish(t, [first.publicJwk])
    await keys.prepare(first.kid)
    Object.assign(publisher, { status, set: 'not a JWK set' })
    clock.now += 301_000
    await keys.prepare(first.kid)
    assert.equal(keys.find(first.kid)?.kid, first.kid)
    assert.equal(publisher.requests, 2)
  }
})

test('a publisher that hangs or drips delays no token whose key is known', { timeout: 5000 }, async t => {
  for (const manner of ['hang', 'drip'] as const) {
    const { keys, publisher, clock } = await publish(t, [first.publicJwk])
    await keys.prepare(first.kid)
    publisher.manner = manner
    for (const _ of [1, 2, 3]) {
      clock.now += 301_000
      await keys.prepare(first.kid)
      assert.equal(keys.find(first.kid)?.kid, first.kid)
    }
    // The one fetch that hangs is shared; no token has waited for its end.
    assert.equal(publisher.requests, 2)
  }
})

test('a set in use is renewed before it is old, and one that is not in use is left alone', async t => {
  const { keys, publisher, clock, timer } = await publish(t, [first.publicJwk])
  await keys.prepare(first.kid)
  publisher.set = [second.publicJwk]
  clock.now += 240_000
  await keys.prepare(first.kid)
  timer.fire()
  await publisher.answered(2)
  await keys.prepare(second.kid)
  assert.equal(keys.find(first.kid), undefined)
  assert.equal(publisher.requests, 2)
  timer.fire()
  await keys.prepare(second.kid)
  assert.equal(publisher.requests, 2)
})

for (const [what, reason, answer] of [
  ['an error', 'status_500', { status: 500 }],
  ['a redirect', 'redirect', { status: 302 }],
  ['something else', 'no_jwk_set', { set: '<html>' }],
  ['a set without a list', 'no_jwk_set', { set: '{"keys":{}}' }],
  ['far too much', 'too_large', { set: `{"keys":[],"x":"${'x'.repeat(300_000)}"}` }],
] as const) {
  test(`a first fetch that ends with ${what} is a 503, said once, and tried again after five seconds`, async t => {
    const { keys, publisher, clock, events } = await publish(t, [first.publicJwk])
    Object.assign(publisher, answer)
    for (const _ of [1, 2, 3]) await assert.rejects(keys.prepare(first.kid), isUnavailable)
    assert.equal(publisher.requests, 1)
    Object.assign(publisher, { status: 200, set: [first.publicJwk] })
    clock.now += 5000
    await keys.prepare(first.kid)
    assert.equal(keys.find(first.kid)?.kid, first.kid)
    assert.deepEqual(
      events.map(event => [event.name, event.reason]),
      [['keys.unavailable', reason]],
    )
  })
}

test('while the publisher fails, an unknown key is not called invalid', async t => {
  const { keys, publisher, clock } = await publish(t, [first.publicJwk])
  await keys.prepare(first.kid)
  publisher.status = 500
  clock.now += 31_000
  await assert.rejects(keys.prepare(second.kid), isUnavailable)
  await assert.rejects(keys.prepare(second.kid), isUnavailable)
  assert.equal(publisher.requests, 2)
  await keys.prepare(first.kid)
})

test('a set that could not be renewed for a day no longer counts', async t => {
  const { keys, publisher, clock } = await publish(t, [first.publicJwk])
  await keys.prepare(first.kid)
  publisher.status = 500
  clock.now += 86_400_001
  await assert.rejects(keys.prepare(first.kid), isUnavailable)
  assert.equal(keys.find(first.kid), undefined)
})

test('the publisher says how long its set is kept, between one minute and ten', async t => {
  for (const [said, ms] of [
    ['max-age=5', 60_000],
    ['public, max-age=120', 120_000],
    ['max-age=86400', 600_000],
    ['no-store', 60_000],
  ] as const) {
    const { keys, publisher, clock } = await publish(t, [first.publicJwk])
    publisher.cacheControl = said
    await keys.prepare(first.kid)
    clock.now += ms
    await keys.prepare(first.kid)
    assert.equal(publisher.requests, 1)
    clock.now += 1
    await keys.prepare(first.kid)
    assert.equal(publisher.requests, 2)
  }
})

function isUnavailable(error: unknown): boolean {
  return error instanceof AuthError && error.code === 'keys_unavailable' && Number(error.headers['Retry-After']) > 0
}

async function publish(t: TestContext, set: unknown) {
  const seen = new EventEmitter()
  const publisher = {
    set,
    status: 200,
    requests: 0,
    manner: 'answer' as 'answer' | 'hang' | 'drip',
    cacheControl: '',
    /** When it has answered this many requests. */
    answered: async (count: number) => {
      while (publisher.requests < count) await once(seen, 'answered')
    },
  }
  const server = createServer((_, response) => {
    publisher.requests += 1
    if (publisher.manner === 'hang') return
    if (publisher.manner === 'drip') return void response.writeHead(200).write('{"keys":[')
    const headers = publisher.cacheControl === '' ? {} : { 'cache-control': publisher.cacheControl }
    response.writeHead(publisher.status, { location: '/elsewhere', ...headers })
    response.end(typeof publisher.set === 'string' ? publisher.set : JSON.stringify({ keys: publisher.set }))
    seen.emit('answered')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const clock = { now: 1_800_000_000_000 }
  const events: AuthEvent[] = []
  const timer = createManualTimer()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
  const keys = createRemoteJwks({
    url,
    algorithm: 'ES256',
    fetch,
    now: () => clock.now,
    timer,
    events: { emit: event => void events.push(event) },
  })
  return { keys, publisher, clock, events, timer }
}

function createManualTimer() {
  const waiting = new Set<() => void>()
  return {
    after(_: number, run: () => void) {
      waiting.add(run)
      return () => void waiting.delete(run)
    },
    fire() {
      for (const run of [...waiting]) {
        waiting.delete(run)
        run()
      }
    },
  }
}
