/** Requirement 24: one mailbox, one account, whatever case its domain is typed in; who registers can log in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import { login, loginEndpoints } from './credentials-endpoints.ts'

const spellings = ['ann@M\u00dcNCHEN.de', 'ANN@m\u00fcnchen.DE', 'Ann@M\u00fcnchen.de']

test('an address registers and logs in at every endpoint, in every case of its domain', async () => {
  const auth = await createTestAuth()
  await auth.register('ann@M\u00dcNCHEN.de')
  for (const email of spellings) {
    for (const [name, endpoint] of Object.entries(loginEndpoints)) {
      assert.equal((await endpoint(auth, { email, password: testPassword })).status, 200, `${email} at ${name}`)
    }
  }
})

test('the address cannot be taken in another case, at registration or in the profile', async () => {
  const auth = await createTestAuth()
  await auth.register('ann@m\u00fcnchen.de')
  const { access } = await auth.register('eve@example.com')
  for (const email of spellings) {
    const account = { email, password: testPassword, password_confirm: testPassword }
    assert.equal((await auth.request('POST', '/api/auth/register/', { json: account })).status, 400, email)
    const moved = await auth.request('PATCH', '/api/auth/profile/', {
      token: access,
      json: { email, current_password: testPassword },
    })
    assert.deepEqual([moved.status, moved.json], [400, { email: ['user with this email already exists.'] }], email)
  }
})

test('wrong passwords of all its spellings are counted together', async () => {
  const auth = await createTestAuth({ throttling: true, loginRate: null, loginFailures: 3 })
  const statuses: number[] = []
  for (const email of spellings) statuses.push((await login(auth, { email, password: 'wrong' })).status)
  statuses.push((await login(auth, { email: 'ann@m\u00fcnchen.de', password: 'wrong' })).status)
  assert.deepEqual(statuses, [401, 401, 401, 429])
})
