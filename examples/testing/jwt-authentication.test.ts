/** Tutorial 4's "Testing JWT authentication", as docs/guides/testing.md prints it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actingAs, createTestAuth, createTokenFactory, createUser } from 'latchkey/testing'

const auth = await createTestAuth({ accounts: 'username' })
const user = await createUser(auth, { username: 'testuser', password: 'testpass123' })

test('obtain token', async () => {
  const credentials = { username: 'testuser', password: 'testpass123' }
  const { status, json } = await auth.request('POST', '/api/token/', { json: credentials })
  assert.equal(status, 200)
  assert.ok('access' in json && 'refresh' in json)
})

test('access protected view', async () => {
  const client = await actingAs(auth, user)
  assert.equal((await client.get('/api/auth/profile/')).status, 200)
})

test('an expired token is refused', async () => {
  const token = createTokenFactory(auth).expired(user)
  assert.equal((await auth.request('GET', '/api/auth/profile/', { token })).status, 401)
})

test('a token is valid for fifteen minutes, without waiting in the test', async () => {
  const client = await actingAs(auth, user)
  auth.clock.advance(15 * 60_000)
  assert.equal((await client.get('/api/auth/profile/')).status, 401)
})
