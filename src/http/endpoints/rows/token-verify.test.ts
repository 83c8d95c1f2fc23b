import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../../testing/test-auth.ts'

const verify = (auth: Awaited<ReturnType<typeof createTestAuth>>, token: unknown) =>
  auth.request('POST', '/api/token/verify/', { json: { token } })

test('a good token of either kind is an empty 200: what it says stays its holder’s', async () => {
  const auth = await createTestAuth()
  const { access, refresh } = await auth.register('alice@example.com')
  for (const token of [access, refresh]) {
    const { status, json } = await verify(auth, token)
    assert.deepEqual([status, json], [200, {}])
  }
})

test('an access token is refused from the moment of its logout', async () => {
  const auth = await createTestAuth()
  const pair = await auth.register('alice@example.com')
  await auth.logout(pair)
  assert.equal((await verify(auth, pair.access)).status, 401)
  assert.equal((await verify(auth, pair.refresh)).status, 401)
})

test('a missing token is the client’s mistake, a bad one is refused', async () => {
  const auth = await createTestAuth()
  assert.equal((await verify(auth, undefined)).status, 400)
  assert.deepEqual((await verify(auth, 'a.b.c')).json, { detail: 'Token is invalid', code: 'token_not_valid' })
})
