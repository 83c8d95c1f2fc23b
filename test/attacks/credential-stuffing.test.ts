/** Requirement 19, ASVS 6.3.1: one address tries passwords, of one account or of many (credential stuffing). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLimitedAuth, login, loginEndpoints, oldPasswordEndpoint, testPassword } from './credentials-endpoints.ts'

for (const [name, endpoint] of Object.entries(loginEndpoints)) {
  test(`${name}: the sixth password of a minute is not checked, and the answer says when to come back`, async () => {
    const auth = await createLimitedAuth()
    await auth.register('eve@example.com')
    for (let tries = 0; tries < 5; tries += 1) assert.equal((await endpoint(auth)).status, 401)
    auth.clock.advance(15_000)
    const refused = await endpoint(auth, { password: testPassword })
    assert.equal(refused.status, 429)
    assert.equal(refused.headers.get('retry-after'), '45')
    assert.deepEqual(refused.json, { detail: 'Request was throttled. Expected available in 45 seconds.' })
    auth.clock.advance(45_000)
    assert.equal((await endpoint(auth, { password: testPassword })).status, 200)
  })
}

test('all login endpoints share one count: going from one to the next wins nothing', async () => {
  const auth = await createLimitedAuth()
  const { access } = await auth.register('eve@example.com')
  const endpoints = [...Object.values(loginEndpoints), oldPasswordEndpoint(access)]
  const statuses: number[] = []
  for (const endpoint of [...endpoints, ...endpoints]) statuses.push((await endpoint(auth)).status)
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429, 429, 429, 429, 429])
})

test('another account for each guess wins nothing (credential stuffing)', async () => {
  const auth = await createLimitedAuth()
  const statuses: number[] = []
  for (let index = 0; index < 8; index += 1) {
    statuses.push((await login(auth, { email: `user${index}@example.com` })).status)
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429])
})

test('broken bodies are counted too, GET and OPTIONS are not', async () => {
  const auth = await createLimitedAuth()
  const headers = { 'x-forwarded-for': '203.0.113.1' }
  for (const method of ['GET', 'OPTIONS', 'PUT']) {
    for (let tries = 0; tries < 10; tries += 1) await auth.request(method, '/api/auth/login/', { headers })
  }
  for (let tries = 0; tries < 5; tries += 1) {
    assert.equal((await auth.request('POST', '/api/auth/login/', { body: '{', headers })).status, 400)
  }
  assert.equal((await login(auth)).status, 429)
})

test('another client address does not have to wait', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  for (let tries = 0; tries < 9; tries += 1) await login(auth, { email: 'nobody@example.com' })
  assert.equal((await login(auth, { password: testPassword, from: '203.0.113.2' })).status, 200)
})

test('the addresses of one IPv6 subscriber are one address', async () => {
  const auth = await createLimitedAuth()
  const statuses: number[] = []
  for (let index = 0; index < 7; index += 1) {
    statuses.push((await login(auth, { email: `user${index}@example.com`, from: `2001:db8:0:1::${index}` })).status)
  }
  assert.deepEqual(statuses.slice(4), [401, 429, 429])
})

test('LATCHKEY_THROTTLING=off turns every limit off', async () => {
  const auth = await createLimitedAuth({ throttling: false, anonRate: '1/d', userRate: '1/d' })
  for (let tries = 0; tries < 30; tries += 1) assert.equal((await login(auth)).status, 401)
})
