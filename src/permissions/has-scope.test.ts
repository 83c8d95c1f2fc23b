import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Principal } from '../users/principal.ts'
import { hasScope } from './has-scope.ts'
import type { PermissionQuestion } from './permission.ts'

const ask = (principal: object | undefined) =>
  hasScope('orders:read').allows({ principal: principal as Principal | undefined } as PermissionQuestion)

test('an API key needs the scope itself: no prefix and no other scope opens it', async () => {
  assert.equal(await ask({ apiKey: { scopes: ['orders:read'] } }), true)
  for (const scopes of [[], ['orders'], ['orders:*'], ['orders:read:all'], ['ORDERS:READ']]) {
    assert.equal(await ask({ apiKey: { scopes } }), false, scopes.join())
  }
})

test('a person who is logged in is not asked for scopes', async () => {
  assert.equal(await ask({}), true)
})
