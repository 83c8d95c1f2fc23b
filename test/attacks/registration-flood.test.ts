/** CWE-770, ASVS 2.4.1: hashes that one client causes must not keep the others from logging in (denial of service). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint } from '../../src/http/endpoints/endpoint.ts'
import { allowAny } from '../../src/permissions/built-in.ts'
import type { TestAuth } from '../../src/testing/test-auth.ts'
import { createLimitedAuth, login, oldPasswordEndpoint, testPassword } from './credentials-endpoints.ts'

const capacity = { passwordConcurrency: 1, passwordQueue: 8, passwordMemory: 8192 } as const
const attacker = { 'x-forwarded-for': '203.0.113.1' }
const owner = { email: 'eve@example.com', password: testPassword, from: '198.51.100.7' }

function registerAt(auth: TestAuth, path: string, index: number, headers: Record<string, string> = attacker) {
  const json = { email: `bot${index}@example.com`, password: testPassword, password_confirm: testPassword }
  return auth.request('POST', path, { json, headers })
}

for (const path of ['/api/auth/register/', '/api/auth/cookie/register/']) {
  test(`${path}: a flood of registrations from one address leaves another its logins`, async () => {
    const auth = await createLimitedAuth({ ...capacity, registrationRate: null })
    await auth.register(owner.email)
    const flood = Array.from({ length: 30 }, (_, index) => registerAt(auth, path, index))
    await new Promise(setImmediate)
    for (let round = 0; round < 3; round += 1) assert.equal((await login(auth, owner)).status, 200)
    const statuses = (await Promise.all(flood)).map(({ status }) => status)
    assert.ok(statuses.includes(503))
  })

  test(`${path}: registrations are counted by address, before the body is read`, async () => {
    const auth = await createLimitedAuth({ registrationRate: '3/h' })
    const statuses: number[] = []
    for (let index = 0; index < 3; index += 1) statuses.push((await registerAt(auth, path, index)).status)
    const refused = await auth.request('POST', path, { json: {}, headers: attacker })
    assert.deepEqual([...statuses, refused.status], [201, 201, 201, 429])
    assert.equal(refused.headers.get('retry-after'), '3600')
    const elsewhere = await registerAt(auth, path, 9, { 'x-forwarded-for': '198.51.100.7' })
    assert.equal(elsewhere.status, 201)
  })
}

test('registrations from one IPv6 /64 count together, at all endpoints that register', async () => {
  const auth = await createLimitedAuth({ registrationRate: '2/h' })
  const statuses = ['::1', '::2', '::3'].map((tail, index) => {
    const path = index === 1 ? '/api/auth/cookie/register/' : '/api/auth/register/'
    return registerAt(auth, path, index, { 'x-forwarded-for': `2001:db8:1:2${tail}` })
  })
  assert.deepEqual((await Promise.all(statuses)).map(({ status }) => status).toSorted(), [201, 201, 429])
})

test('at most twenty registrations an hour from one address by default, and none is limited under compat', async () => {
  const byDefault = await createLimitedAuth()
  assert.equal(byDefault.system.settings.registrationRate, '20/h')
  const compat = await createLimitedAuth({ compat: 'simplejwt' })
  assert.equal(compat.system.settings.registrationRate, null)
})

test('a flood of password changes by one account leaves others their logins', async () => {
  const auth = await createLimitedAuth({ ...capacity, loginRate: null, loginFailures: null })
  await auth.register(owner.email)
  const { access } = await auth.register('mallory@example.com')
  const flood = Array.from({ length: 30 }, () => oldPasswordEndpoint(access)(auth))
  await new Promise(setImmediate)
  for (let round = 0; round < 3; round += 1) assert.equal((await login(auth, owner)).status, 200)
  assert.ok((await Promise.all(flood)).some(({ status }) => status === 503))
})

test('a method that hashes a password without saying so fails instead of being uncounted', async () => {
  const hashing = (name: string, hashesPassword?: 'registration'): Endpoint => ({
    name,
    description: '',
    paths: [`/${name}/`],
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: {
        summary: 'Hash.',
        fails: [],
        ...(hashesPassword === undefined ? {} : { hashesPassword }),
        handle: async ({ hasher }) => ({ status: 200, body: { length: (await hasher.hash('x')).length } }),
      },
    },
  })
  const auth = await createLimitedAuth({}, [hashing('forgot'), hashing('declared', 'registration')])
  assert.equal((await auth.request('POST', '/forgot/')).status, 500)
  assert.equal((await auth.request('POST', '/declared/')).status, 200)
})
