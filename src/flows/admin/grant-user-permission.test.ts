import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../testing/test-auth.ts'
import { operator, operatorName, watchOperator } from '../../testing/watch-operator.ts'
import { grantUserPermission, revokeUserPermission } from './grant-user-permission.ts'

const permission = 'blog.add_post'

async function withAlice() {
  const auth = await createTestAuth()
  await auth.register('alice@example.com')
  return { auth, ...watchOperator(auth) }
}

test('a permission of one user is given and taken back, each with its row and its event', async () => {
  const { auth, system, rows, events } = await withAlice()
  assert.equal(await grantUserPermission(system, operator, 1, permission), 'done')
  assert.deepEqual((await auth.system.groups.grantsOf(1)).permissions, [permission])
  assert.equal(await revokeUserPermission(system, operator, 1, permission), 'done')
  assert.deepEqual((await auth.system.groups.grantsOf(1)).permissions, [])
  assert.deepEqual(await rows(), [
    { event: 'user.permission_granted', userId: 1, changes: { permission: [null, permission] } },
    { event: 'user.permission_revoked', userId: 1, changes: { permission: [permission, null] } },
  ])
  const about = { userId: 1, data: { permission }, actor: operatorName }
  assert.deepEqual(events(), [
    { name: 'user.permission_granted', ...about },
    { name: 'user.permission_revoked', ...about },
  ])
})

test('a permission that the user has, or has not, is unchanged; one of a deleted user has no one to go to', async () => {
  const { system, rows, events } = await withAlice()
  assert.equal(await revokeUserPermission(system, operator, 1, permission), 'unchanged')
  assert.equal(await grantUserPermission(system, operator, 99, permission), 'unknown_user')
  assert.deepEqual([await rows(), events()], [[], []])
  await grantUserPermission(system, operator, 1, permission)
  assert.equal(await grantUserPermission(system, operator, 1, permission), 'unchanged')
  assert.deepEqual([(await rows()).length, events().length], [1, 1])
})
