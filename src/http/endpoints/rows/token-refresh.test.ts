import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../../testing/test-auth.ts'

const post = (auth: Awaited<ReturnType<typeof createTestAuth>>, json: object) =>
  auth.request('POST', '/api/token/refresh/', { json })

test('a refresh gives the next pair, on both paths', async () => {
  const auth = await createTestAuth()
  const first = await auth.register('alice@example.com')
  const second = (await post(auth, { refresh: first.refresh })).json
  const third = (await auth.request('POST', '/api/auth/token/refresh/', { json: { refresh: second.refresh } })).json
  assert.equal(new Set([first.refresh, second.refresh, third.refresh]).size, 3)
  assert.equal((await auth.visit(third.access)).status, 200)
})

test('without rotation a refresh gives an access token alone', async () => {
  const auth = await createTestAuth({ rotateRefreshTokens: false, blacklistAfterRotation: false })
  const { refresh } = await auth.register('alice@example.com')
  assert.deepEqual(Object.keys((await post(auth, { refresh })).json), ['access'])
})

test('an access token is not a refresh token', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register('alice@example.com')
  const { status, json } = await post(auth, { refresh: access })
  assert.deepEqual([status, json], [401, { detail: 'Token has wrong type', code: 'token_not_valid' }])
})

test('a serializer of the settings has the last word on the answer', async () => {
  const auth = await createTestAuth({
    tokenRefreshSerializer: (answer, { user, claims }) => ({ ...answer, for: user?.email, until: claims.exp }),
  })
  const { refresh } = await auth.register('alice@example.com')
  const { json } = await post(auth, { refresh })
  assert.deepEqual([json.for, typeof json.until, typeof json.access], ['alice@example.com', 'number', 'string'])
})
