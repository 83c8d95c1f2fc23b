import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../../testing/test-auth.ts'

const blacklist = (auth: Awaited<ReturnType<typeof createTestAuth>>, json: object) =>
  auth.request('POST', '/api/token/blacklist/', { json })

test('a blacklisted refresh token ends its session, access token included', async () => {
  const auth = await createTestAuth()
  const { access, refresh } = await auth.register('alice@example.com')
  const { status, json } = await blacklist(auth, { refresh })
  assert.deepEqual([status, json], [200, {}])
  assert.equal((await auth.visit(access)).status, 401)
  assert.equal((await auth.refresh(refresh)).status, 401)
})

test('a token is blacklisted once', async () => {
  const auth = await createTestAuth()
  const { refresh } = await auth.register('alice@example.com')
  await blacklist(auth, { refresh })
  const { status, json } = await blacklist(auth, { refresh })
  assert.deepEqual([status, json.detail], [401, 'Token is blacklisted'])
})

test('an access token blacklists nothing', async () => {
  const auth = await createTestAuth()
  const { access } = await auth.register('alice@example.com')
  assert.equal((await blacklist(auth, { refresh: access })).status, 401)
  assert.equal((await auth.visit(access)).status, 200)
})
