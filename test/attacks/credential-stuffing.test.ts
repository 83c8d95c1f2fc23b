/** Requirement 19, ASVS 6.3.1: one address tries passwords, of one account or of many (credential stuffing). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLimitedAuth, login, loginDoors, oldPasswordDoor, testPassword } from './credentials-endpoints.ts'

for (const [name, door] of Object.entries(loginDoors)) {
  test(`${name}: the sixth password of a minute is not judged, and the answer says when to come back`, async () => {
    const auth = await createLimitedAuth()
    await auth.register('eve@example.com')
    for (let tries = 0; tries < 5; tries += 1) assert.equal((await door(auth)).status, 401)
    auth.clock.advance(15_000)
    const refused = await door(auth, { password: testPassword })
    assert.equal(refused.status, 429)
    assert.equal(refused.headers.get('retry-after'), '45')
    assert.deepEqual(refused.json, { detail: 'Request was throttled. Expected available in 45 seconds.' })
    auth.clock.advance(45_000)
    assert.equal((await door(auth, { password: testPassword })).status, 200)
  })
}

test('the doors share one count: walking from door to door wins nothing', async () => {
  const auth = await createLimitedAuth()
  const { access } = await auth.register('eve@example.com')
  const doors = [...Object.values(loginDoors), oldPasswordDoor(access)]
  const statuses: number[] = []
  for (const door of [...doors, ...doors]) statuses.push((await door(auth)).status)
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429, 429, 429, 429, 429])
})

test('a new account for each guess wins nothing', async () => {
  const auth = await createLimitedAuth()
  const statuses: number[] = []
  for (let index = 0; index < 8; index += 1) {
    statuses.push((await login(auth, { email: `user${index}@example.com` })).status)
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429])
})

test('broken bodies are counted too, and asking by GET or OPTIONS is not', async () => {
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

test('another address is not made to wait', async () => {
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

test('LATCHKEY_THROTTLING=off leaves no limit on', async () => {
  const auth = await createLimitedAuth({ throttling: false, anonRate: '1/d', userRate: '1/d' })
  for (let tries = 0; tries < 30; tries += 1) assert.equal((await login(auth)).status, 401)
})
