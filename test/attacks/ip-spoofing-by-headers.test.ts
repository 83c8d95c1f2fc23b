/** Requirement 20, ASVS 4.1.3 and 15.3.4: headers that claim another address, to dodge limits or to blame others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { createLimitedAuth, login } from './credentials-endpoints.ts'

const headerNames = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-client-ip', 'cf-connecting-ip', 'true-client-ip']

test('without trusted proxies another address in a header for each guess wins nothing', async () => {
  for (const name of headerNames) {
    const auth = await createTestAuth({ throttling: true })
    const statuses: number[] = []
    for (let index = 0; index < 7; index += 1) {
      const headers = { [name]: name === 'forwarded' ? `for=198.51.100.${index}` : `198.51.100.${index}` }
      const json = { email: `user${index}@example.com`, password: 'wrong' }
      statuses.push((await auth.request('POST', '/api/auth/login/', { json, headers })).status)
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429], name)
  }
})

test('behind a trusted proxy, addresses that the client itself wrote win nothing', async () => {
  const auth = await createLimitedAuth()
  const statuses: number[] = []
  for (let index = 0; index < 7; index += 1) {
    const from = `198.51.100.${index}, 10.0.0.1, 203.0.113.1`
    statuses.push((await login(auth, { email: `user${index}@example.com`, from })).status)
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429])
})

test('a forged address cannot make another client wait, and sessions keep the true address', async () => {
  const auth = await createTestAuth({ throttling: true })
  const headers = { 'x-forwarded-for': '203.0.113.1' }
  const json = { email: 'eve@example.com', password: 'SecurePass123!', password_confirm: 'SecurePass123!' }
  await auth.request('POST', '/api/auth/register/', { json, headers })
  const rows = auth.store.database.prepare('SELECT address FROM sessions').all()
  assert.deepEqual(
    rows.map(({ address }) => address),
    ['192.0.2.1'],
  )
})
