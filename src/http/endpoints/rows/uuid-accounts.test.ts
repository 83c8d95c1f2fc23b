import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../../testing/test-auth.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('with UUID ids everything works the same: bodies, claims, sessions and refreshes', async () => {
  const auth = await createTestAuth({ userIds: 'uuid' })
  const { access, refresh } = await auth.register('alice@example.com')
  const profile = await auth.request('GET', '/api/auth/profile/', { token: access })
  assert.match(profile.json.id, uuid)
  const claims = JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString())
  assert.equal(claims.user_id, profile.json.id)
  const next = await auth.refresh(refresh)
  assert.equal(next.status, 200)
  const changed = await auth.request('PATCH', '/api/auth/profile/', { token: access, json: { first_name: 'Al' } })
  assert.equal(changed.json.first_name, 'Al')
  assert.equal((await auth.request('GET', '/api/auth/sessions/', { token: access })).json.length, 1)
  assert.equal((await auth.changePassword(next.json.access, 'AnotherPass456!')).status, 200)
  assert.equal((await auth.visit(access)).status, 401)
})

test('OPTIONS says what the id is', async () => {
  for (const [userIds, type] of [
    ['uuid', 'field'],
    ['integer', 'integer'],
  ] as const) {
    const auth = await createTestAuth({ userIds })
    const { access } = await auth.register('alice@example.com')
    const { json } = await auth.request('OPTIONS', '/api/auth/profile/', { token: access })
    assert.equal(json.actions.PUT.id.type, type)
  }
})

test('a claim that only looks like a UUID matches no user', async () => {
  const { parseUserId } = await import('../../../kernel/user-id.ts')
  const good = '0b6f5e2a-7c1d-4e3f-8a9b-0c1d2e3f4a5b'
  assert.equal(parseUserId(good), good)
  for (const bad of [good.toUpperCase(), good.replaceAll('-', ''), `{${good}}`, `${good} `, `urn:uuid:${good}`]) {
    assert.equal(parseUserId(bad), undefined, bad)
  }
})
