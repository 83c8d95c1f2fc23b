import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../../../testing/test-auth.ts'
import { operator, operatorName, watchOperator } from '../../../../testing/watch-operator.ts'
import { createUserApiKey, revokeUserApiKey } from './manage-user-api-keys.ts'

const request = { userId: 1, name: 'robot', scopes: ['orders:read'], lifetime: null }

async function withKey() {
  const auth = await createTestAuth()
  await auth.register('alice@example.com')
  const watched = watchOperator(auth)
  const created = await createUserApiKey(watched.system, operator, request)
  assert.ok(typeof created === 'object')
  return { auth, id: created.key.id, ...watched }
}

test('a key that an operator creates and revokes leaves a row and an event each, about its owner', async () => {
  const { id, system, rows, events } = await withKey()
  assert.equal(await revokeUserApiKey(system, operator, id), 'revoked')
  assert.deepEqual(await rows(), [
    {
      event: 'api_key.created',
      userId: 1,
      reason: id,
      changes: { name: [null, 'robot'], scopes: [null, ['orders:read']], expiresAt: [null, null] },
    },
    { event: 'api_key.revoked', userId: 1, reason: id },
  ])
  assert.deepEqual(events(), [
    { name: 'api_key.created', userId: 1, reason: id, actor: operatorName },
    { name: 'api_key.revoked', userId: 1, reason: id, actor: operatorName },
  ])
})

test('a key of another user, one that was revoked and one that never was are gone, without a row', async () => {
  const { id, system, rows, events } = await withKey()
  assert.equal(await revokeUserApiKey(system, operator, id, 2), 'gone')
  assert.equal(await revokeUserApiKey(system, operator, 'never-was'), 'gone')
  assert.equal(await revokeUserApiKey(system, operator, id, 1), 'revoked')
  assert.equal(await revokeUserApiKey(system, operator, id, 1), 'gone')
  assert.deepEqual([(await rows()).length, events().length], [2, 2])
})

test('an account that was deleted gets no key', async () => {
  const { system } = await withKey()
  assert.equal(await createUserApiKey(system, operator, { ...request, userId: 99 }), 'unknown_user')
})
