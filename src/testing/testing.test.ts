import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineToken } from '../tokens/define-token.ts'
import { actingAs, createFakeClock, createTestAuth, createTokenFactory, createUser } from './index.ts'

const code = 'token_not_valid'

test('actingAs makes requests as a new user or an existing one', async t => {
  const auth = await createTestAuth({ exampleEndpoints: true })
  t.after(() => auth.close())
  const alice = await actingAs(auth, { email: 'alice@example.com', firstName: 'Alice' })
  assert.equal((await alice.get('/api/auth/profile/')).json.first_name, 'Alice')
  assert.equal((await alice.get('/api/admin-only/')).status, 403)
  assert.equal((await alice.patch('/api/auth/profile/', { last_name: 'Doe' })).json.full_name, 'Alice Doe')

  const admin = await createUser(auth, { email: 'admin@example.com', isStaff: true })
  const asAdmin = await actingAs(auth, admin)
  assert.equal((await asAdmin.get('/api/admin-only/')).status, 200)
  assert.equal((await auth.request('GET', '/api/protected/', { headers: asAdmin.headers })).status, 200)
  await assert.rejects(createUser(auth, { email: 'admin@example.com' }), /is taken/)
})

test('actingAs works the same with accounts by user name', async t => {
  const auth = await createTestAuth({ accounts: 'username' })
  t.after(() => auth.close())
  const user = await createUser(auth, { username: 'testuser', password: 'testpass123' })
  const login = await auth.request('POST', '/api/token/', { json: { username: 'testuser', password: 'testpass123' } })
  assert.deepEqual([login.status, Object.keys(login.json)], [200, ['refresh', 'access']])
  assert.equal((await (await actingAs(auth, user)).get('/api/auth/profile/')).status, 200)
})

test('each kind of bad token from the factory is refused for its own reason', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const user = await createUser(auth, { email: 'alice@example.com' })
  const tokens = createTokenFactory(auth)
  const good = await tokens.pair(user, { team: 'blue' })
  assert.equal((await auth.visit(good.access)).status, 200)
  assert.equal((await auth.visit(tokens.foreignPair(user).access)).status, 200)
  const resetToken = defineToken({ name: 'MyReset', type: 'my_reset', lifetime: '1h' })
  for (const token of [tokens.expired(user), tokens.forged(user), tokens.of(resetToken, user), good.refresh]) {
    const reply = await auth.visit(token)
    assert.deepEqual([reply.status, reply.json.code], [401, code])
  }
  assert.deepEqual(auth.reasonsOf('token.refused'), ['expired', 'bad_signature', 'wrong_type', 'wrong_type'])
})

test('the session of an actor ends like any other', async t => {
  const auth = await createTestAuth({}, { clock: createFakeClock() })
  t.after(() => auth.close())
  const alice = await actingAs(auth, { email: 'alice@example.com' })
  auth.clock.advance(15 * 60_000)
  assert.equal((await alice.get('/api/auth/profile/')).status, 401)
})
