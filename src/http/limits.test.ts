import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth, type TestAuth } from '../testing/test-auth.ts'

const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })

async function statusesOf(auth: TestAuth, count: number, request: Parameters<TestAuth['request']>): Promise<number[]> {
  const statuses: number[] = []
  for (let index = 0; index < count; index += 1) statuses.push((await auth.request(...request)).status)
  return statuses
}

test('the rates of the settings hold for every endpoint together, each method and the wrong one too', async () => {
  const auth = await createTestAuth({ throttling: true, anonRate: '3/hour' })
  assert.deepEqual(await statusesOf(auth, 1, ['GET', '/api/auth/login/']), [405])
  assert.deepEqual(await statusesOf(auth, 1, ['OPTIONS', '/api/auth/register/']), [200])
  assert.deepEqual(await statusesOf(auth, 2, ['POST', '/api/token/verify/', { json: {} }]), [400, 429])
})

test('a 429 says when to come back, in header and body', async () => {
  const auth = await createTestAuth({ throttling: true, anonRate: '1/m' })
  await auth.request('GET', '/api/auth/login/')
  auth.clock.advance(18_000)
  const refused = await auth.request('GET', '/api/auth/login/')
  assert.equal(refused.headers.get('retry-after'), '42')
  assert.equal(refused.headers.get('latchkey-code'), 'throttled')
  assert.deepEqual(refused.json, { detail: 'Request was throttled. Expected available in 42 seconds.' })
})

test('whoever may not come in is told so before being counted', async () => {
  const auth = await createTestAuth({ throttling: true, anonRate: '1/m' })
  assert.deepEqual(await statusesOf(auth, 3, ['GET', '/api/protected/']), [401, 401, 401])
  assert.deepEqual(await statusesOf(auth, 1, ['GET', '/api/auth/login/']), [405])
})

test('a user is counted by the user rate alone', async () => {
  const auth = await createTestAuth({ throttling: true, anonRate: '1/m', userRate: '2/m' })
  const { access } = await auth.register('eve@example.com')
  assert.deepEqual(await statusesOf(auth, 3, ['GET', '/api/protected/', { token: access }]), [200, 200, 429])
})

test('a header that anybody can write names nobody, unless the settings take it as DRF does', async () => {
  const careful = await createTestAuth({ throttling: true, anonRate: '1/m' })
  assert.deepEqual(await statusesOf(careful, 1, ['GET', '/api/auth/login/', from('203.0.113.1')]), [405])
  assert.deepEqual(await statusesOf(careful, 1, ['GET', '/api/auth/login/', from('203.0.113.2')]), [429])

  const django = await createTestAuth({ throttling: true, anonRate: '1/m', throttleAddress: 'forwarded' })
  assert.deepEqual(await statusesOf(django, 1, ['GET', '/api/auth/login/', from('203.0.113.1')]), [405])
  assert.deepEqual(await statusesOf(django, 1, ['GET', '/api/auth/login/', from('203.0.113.2')]), [405])
  assert.deepEqual(await statusesOf(django, 1, ['GET', '/api/auth/login/', from('203.0.113.1 , 10.0.0.1')]), [405])
  assert.deepEqual(await statusesOf(django, 1, ['GET', '/api/auth/login/', from('203.0.113.1,10.0.0.1')]), [429])
})

test('with throttling off nothing is counted', async () => {
  const auth = await createTestAuth({ throttling: false, anonRate: '1/m', userRate: '1/m' })
  assert.deepEqual(await statusesOf(auth, 3, ['GET', '/api/auth/login/']), [405, 405, 405])
})
