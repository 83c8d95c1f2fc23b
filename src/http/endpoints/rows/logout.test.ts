import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../../testing/test-auth.ts'

async function withAlice() {
  const auth = await createTestAuth()
  const pair = await auth.register('alice@example.com')
  const post = (json: object, token: string | undefined = pair.access) =>
    auth.request('POST', '/api/auth/logout/', { json, token })
  return { auth, pair, post }
}

test('a logout answers in the tutorial’s words and ends the session', async () => {
  const { auth, pair, post } = await withAlice()
  const { status, json } = await post({ refresh: pair.refresh })
  assert.deepEqual([status, json], [200, { message: 'Successfully logged out' }])
  assert.equal((await auth.visit(pair.access)).status, 401)
})

test('a missing token and a bad one have one sentence each, and end nothing', async () => {
  const { auth, pair, post } = await withAlice()
  for (const refresh of [undefined, '', null, 0, false]) {
    assert.equal((await post({ refresh })).headers.get('latchkey-code'), 'refresh_token_required')
  }
  for (const refresh of ['a.b.c', 7, ['x'], pair.access]) {
    assert.equal((await post({ refresh })).headers.get('latchkey-code'), 'invalid_or_expired_token')
  }
  assert.equal((await auth.visit(pair.access)).status, 200)
})

test('a refresh token alone does not log out here: the view asks for a login', async () => {
  const { auth, pair } = await withAlice()
  const { status } = await auth.request('POST', '/api/auth/logout/', { json: { refresh: pair.refresh } })
  assert.equal(status, 401)
  assert.equal((await auth.refresh(pair.refresh)).status, 200)
})
