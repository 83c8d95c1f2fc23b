import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
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
  await keys.prepare(second.kid)
  assert.equal(keys.find(second.kid), undefined)
  clock.now += 31_000
  await keys.prepare(second.kid)
  assert.equal(keys.find(second.kid)?.kid, second.kid)
  assert.equal(publisher.requests, 2)
})

test('forged kids do not make the server flood the publisher', async t => {
  const { keys, publisher } = await publish(t, [first.publicJwk])
  for (let n = 0; n < 20; n += 1) await keys.prepare(`forged-${n}`)
  assert.equal(publisher.requests, 1)
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
  const { keys, publisher, clock } = await publish(t, [first.publicJwk])
  await keys.prepare(first.kid)
  for (const status of [500, 302, 200]) {
    publisher.status = status
    publisher.set = 'not a JWK set'
    clock.now += 301_000
    await keys.prepare(first.kid)
    assert.equal(keys.find(first.kid)?.kid, first.kid)
  }
  assert.equal(publisher.requests, 4)
})

async function publish(t: TestContext, set: unknown) {
  const publisher = { set, status: 200, requests: 0 }
  const server = createServer((_, response) => {
    publisher.requests += 1
    response.writeHead(publisher.status, { location: '/elsewhere' })
    response.end(typeof publisher.set === 'string' ? publisher.set : JSON.stringify({ keys: publisher.set }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const clock = { now: 1_800_000_000_000 }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
  const keys = createRemoteJwks({ url, algorithm: 'ES256', fetch, now: () => clock.now })
  return { keys, publisher, clock }
}
