import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowAny } from '../../permissions/built-in.ts'
import { createTestAuth, type TestAuth } from '../../testing/test-auth.ts'
import { scopedRate } from '../../throttles/throttle.ts'
import { coreEndpoints } from '../endpoints/core-endpoints.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'

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

test('a request that is refused is not counted', async () => {
  const auth = await createTestAuth({ throttling: true, anonRate: '1/m' })
  assert.deepEqual(await statusesOf(auth, 3, ['GET', '/api/auth/profile/']), [401, 401, 401])
  assert.deepEqual(await statusesOf(auth, 1, ['GET', '/api/auth/login/']), [405])
})

test('a user is counted by the user rate alone', async () => {
  const auth = await createTestAuth({ throttling: true, anonRate: '1/m', userRate: '2/m' })
  const { access } = await auth.register('eve@example.com')
  assert.deepEqual(await statusesOf(auth, 3, ['GET', '/api/auth/profile/', { token: access }]), [200, 200, 429])
})

test('rate limit bypass: a forged X-Forwarded-For counts for nothing, unless the settings read it as DRF does', async () => {
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

const wrong = { json: { email: 'eve@example.com', password: 'wrong' } }

test('the login rate counts at every login endpoint, or at the named paths', async () => {
  const auth = await createTestAuth({ throttling: true, loginRate: '1/m', loginRatePaths: ['/api/auth/login/'] })
  assert.deepEqual(await statusesOf(auth, 2, ['POST', '/api/token/', wrong]), [401, 401])
  assert.deepEqual(await statusesOf(auth, 2, ['POST', '/api/auth/login/', wrong]), [401, 429])
})

test('beyond the login rate the answer is 403 where the settings want what django-ratelimit says', async () => {
  const auth = await createTestAuth({ throttling: true, loginRate: '1/m', loginRateExceeded: 'forbidden' })
  await auth.request('POST', '/api/auth/login/', wrong)
  const { status, json, headers } = await auth.request('POST', '/api/auth/login/', wrong)
  assert.deepEqual([status, json], [403, { detail: 'You do not have permission to perform this action.' }])
  assert.equal(headers.get('retry-after'), null)
})

test('under compat no login is limited unless the settings give a rate', async () => {
  const auth = await createTestAuth({ throttling: true, compat: 'simplejwt' })
  const statuses = await statusesOf(auth, 15, ['POST', '/api/auth/login/', wrong])
  assert.deepEqual(new Set(statuses), new Set([401]))
})

test('a path that checks no password cannot be limited', async () => {
  const config = { throttling: true, loginRatePaths: ['/api/auth/logn/'] }
  await assert.rejects(
    createTestAuth(config),
    /loginRatePaths \(the endpoints\): '\/api\/auth\/logn\/' checks no password/,
  )
})

test('a row of one’s own has its own throttles instead of those of the settings', async () => {
  const slow: Endpoint = {
    name: 'Slow',
    description: '',
    paths: ['/slow/'],
    authentication: 'any',
    permissions: [allowAny],
    throttles: [scopedRate('slow', '2/m')],
    methods: { GET: { summary: 'Be slow.', fails: [], handle: async () => ({ status: 200, body: {} }) } },
  }
  const auth = await createTestAuth({ throttling: true, anonRate: '1/m' }, { endpoints: [slow] })
  assert.deepEqual(await statusesOf(auth, 3, ['GET', '/slow/']), [200, 200, 429])
  assert.deepEqual(await statusesOf(auth, 2, ['GET', '/api/auth/login/']), [405, 429])
})

for (const accounts of ['email', 'username'] as const) {
  test(`with ${accounts} accounts, every method that takes a password says what it hashes it for`, async () => {
    const { system } = await createTestAuth({ accounts })
    const rows = coreEndpoints(system.settings)
    const takers = rows.flatMap(({ paths, methods }) =>
      Object.values(methods).map(({ input, hashesPassword }) => ({ path: paths[0], input, hashesPassword })),
    )
    for (const { path, input, hashesPassword } of takers) {
      const fields = Object.keys(input?.shape ?? {})
      const takesPassword = fields.some(name =>
        ['password', 'old_password', 'new_password', 'current_password'].includes(name),
      )
      assert.equal(hashesPassword !== undefined, takesPassword, path)
      assert.equal(hashesPassword === 'registration', fields.includes('password_confirm'), path)
    }
    assert.ok(takers.filter(({ hashesPassword }) => hashesPassword !== undefined).length >= 7)
  })
}
