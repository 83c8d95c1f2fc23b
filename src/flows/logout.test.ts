import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mintForeignPair } from '../testing/foreign-tokens.ts'
import { createTestAuth } from '../testing/test-auth.ts'

const email = 'alice@example.com'

test('a logout kills everything that came of the login, at once, and nothing else', async () => {
  const auth = await createTestAuth()
  const first = await auth.register(email)
  const second = (await auth.refresh(first.refresh)).json
  const other = await auth.login(email)
  const reply = await auth.logout(second)
  assert.deepEqual([reply.status, reply.json], [200, { message: 'Successfully logged out' }])
  for (const { access } of [first, second]) {
    const refused = await auth.visit(access)
    assert.equal(refused.status, 401)
    assert.deepEqual(refused.json.messages, [
      { token_class: 'AccessToken', token_type: 'access', message: 'Token is blacklisted' },
    ])
  }
  for (const { refresh } of [first, second]) assert.equal((await auth.refresh(refresh)).status, 401)
  assert.equal((await auth.visit(other.access)).status, 200)
  assert.equal((await auth.refresh(other.refresh)).status, 200)
})

test('a logout with a token that was logged out before is refused', async () => {
  const auth = await createTestAuth()
  const pair = await auth.register(email)
  const other = await auth.login(email)
  await auth.logout(pair)
  const again = await auth.logout({ refresh: pair.refresh, access: other.access })
  assert.deepEqual([again.status, again.json], [400, { error: 'Invalid or expired token' }])
})

test('a logout with a replaced refresh token ends the session all the same', async () => {
  const auth = await createTestAuth()
  const first = await auth.register(email)
  const other = await auth.login(email)
  const second = (await auth.refresh(first.refresh)).json
  auth.clock.advance(10_001)
  assert.equal((await auth.logout({ refresh: first.refresh, access: other.access })).status, 400)
  assert.equal((await auth.visit(second.access)).status, 401)
  assert.deepEqual(auth.reasonsOf('logout.refused'), ['reused'])
})

test('of ten logouts at once one ends the session', async () => {
  const auth = await createTestAuth()
  const { refresh } = await auth.register(email)
  const { access } = await auth.login(email)
  const replies = await Promise.all(Array.from({ length: 10 }, () => auth.logout({ refresh, access })))
  assert.equal(replies.filter(({ status }) => status === 200).length, 1)
})

test('without a session, a logout kills the tokens that were presented', async () => {
  const auth = await createTestAuth()
  await auth.register(email)
  const [mine, other] = [mintForeignPair(auth.system, 1), mintForeignPair(auth.system, 1)]
  assert.equal((await auth.logout(mine)).status, 200)
  assert.equal((await auth.refresh(mine.refresh)).status, 401)
  assert.equal((await auth.visit(mine.access)).status, 401)
  assert.equal((await auth.visit(other.access)).status, 200)
})

test('in compat a logout spends the refresh token, and access tokens live to their end', async () => {
  const auth = await createTestAuth({ compat: 'simplejwt' })
  const pair = await auth.register(email)
  assert.equal((await auth.logout(pair)).status, 200)
  assert.equal((await auth.visit(pair.access)).status, 200)
  assert.equal((await auth.refresh(pair.refresh)).json.detail, 'Token is blacklisted')
  assert.equal((await auth.logout(pair)).status, 400)
  auth.clock.advance(5 * 60_000)
  assert.equal((await auth.visit(pair.access)).status, 401)
})

test('a logout that cannot be written is no logout', async () => {
  const auth = await createTestAuth()
  const pair = await auth.register(email)
  auth.store.database.exec("CREATE TRIGGER no BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'no'); END")
  const reply = await auth.logout(pair)
  assert.equal(reply.status, 500)
  assert.equal((await auth.visit(pair.access)).status, 200)
})
