/**
 * Somebody has a token of another's, or a browser that was left open, and wants the account gone; or somebody was
 * deleted and goes on with what they still hold; or a new account is hoped to inherit an old id.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const path = '/api/auth/account/delete/'
const remove = (auth: TestAuth, token: string, json: unknown) => auth.request('POST', path, { token, json })

test('a stolen token alone deletes nothing: the password is needed, and has to be right', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register('alice@example.com')
  for (const json of [{}, { password: '' }, { password: 'wrong' }, { password: null }, { password: ['x'] }, []]) {
    assert.equal((await remove(auth, access, json)).status, 400, JSON.stringify(json))
  }
  assert.deepEqual((await remove(auth, access, { password: 'wrong' })).json, {
    password: ['Current password is incorrect.'],
  })
  assert.equal((await auth.visit(access)).status, 200)
})

test('the password of the account cannot be guessed by deleting it (brute force)', async () => {
  const auth = await createTestAuth({ throttling: true })
  const { access } = await auth.register('alice@example.com')
  const statuses = []
  for (let tries = 0; tries < 15; tries += 1) statuses.push((await remove(auth, access, { password: 'x' })).status)
  assert.ok(statuses.includes(429), statuses.join())
})

test('deleting needs a token, and another site cannot do it with the cookie (CSRF)', async () => {
  const auth = await createTestAuth({ debug: true })
  const { access } = await auth.register('alice@example.com')
  assert.equal((await auth.request('POST', path, { json: { password: testPassword } })).status, 401)
  const headers = { cookie: `access_token=${access}`, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  assert.equal((await auth.request('POST', path, { json: { password: testPassword }, headers })).status, 403)
  assert.equal((await auth.visit(access)).status, 200)
})

test('a deleted account takes every session with it, and its cookies', async () => {
  const auth = await createTestAuth({ debug: true })
  const here = await auth.register('alice@example.com')
  const there = await auth.login('alice@example.com')
  const headers = { cookie: `access_token=${here.access}`, 'sec-fetch-site': 'same-origin' }
  const reply = await auth.request('POST', path, { json: { password: testPassword }, headers })
  assert.equal(reply.status, 204)
  assert.match(reply.headers.get('set-cookie') ?? '', /access_token="";.*refresh_token="";/)
  for (const { access, refresh } of [here, there]) {
    assert.equal((await auth.visit(access)).status, 401)
    assert.equal((await auth.refresh(refresh)).status, 401)
  }
  await assert.rejects(auth.login('alice@example.com'), /got 401/)
})

for (const userIds of ['integer', 'uuid'] as const) {
  test(`a new account with the address of a deleted one inherits nothing of it (${userIds} ids)`, async () => {
    const auth = await createTestAuth({ userIds, debug: true })
    const old = await auth.register('alice@example.com')
    const before = (await auth.visit(old.access)).json
    await remove(auth, old.access, { password: testPassword })
    const fresh = await auth.register('alice@example.com')
    const after = (await auth.visit(fresh.access)).json
    assert.equal(typeof after.id, userIds === 'uuid' ? 'string' : 'number')
    assert.notEqual(after.id, before.id)
    assert.equal((await auth.visit(old.access)).status, 401)
    assert.equal((await auth.refresh(old.refresh)).status, 401)
  })
}

test('a token without a session, as a Django service signs them, dies with its user', async () => {
  const auth = await createTestAuth({ compat: 'simplejwt' })
  const { access } = await auth.register('alice@example.com')
  assert.equal((await remove(auth, access, { password: testPassword })).status, 204)
  assert.deepEqual((await auth.visit(access)).json, { detail: 'User not found', code: 'user_not_found' })
})

test('a login that was under way when the account was deleted starts nothing', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register('alice@example.com')
  const [login] = await Promise.all([
    auth.request('POST', '/api/auth/login/', { json: { email: 'alice@example.com', password: testPassword } }),
    remove(auth, access, { password: testPassword }),
  ])
  if (login.status === 200) assert.equal((await auth.visit(login.json.access)).status, 401)
  else assert.equal(login.status, 401)
})

for (const key of ['', 'DEFERRABLE INITIALLY DEFERRED'])
  test(`an account that another table refers to stays whole, and the answer says so ${key}`.trim(), async () => {
    const auth = await createTestAuth()
    const { access } = await auth.register('alice@example.com')
    auth.store.database.exec(`
    CREATE TABLE orders (owner INTEGER NOT NULL REFERENCES users (id) ${key});
    INSERT INTO orders SELECT id FROM users`)
    const reply = await remove(auth, access, { password: testPassword })
    assert.equal(reply.status, 409)
    assert.equal(reply.headers.get('latchkey-code'), 'account_in_use')
    assert.equal((await auth.visit(access)).status, 200)
  })
