import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../testing/test-auth.ts'
import { operator, operatorName, watchOperator } from '../../testing/watch-operator.ts'
import {
  addGroupMember,
  createGroup,
  deleteGroup,
  grantGroupPermission,
  removeGroupMember,
  revokeGroupPermission,
} from './manage-groups.ts'

const group = 'editors'
const permission = 'blog.add_post'

async function withAlice() {
  const auth = await createTestAuth()
  await auth.register('alice@example.com')
  return { auth, ...watchOperator(auth) }
}

test('each change of a group is a row with old and new, and one event with the actor', async () => {
  const { auth, system, rows, events } = await withAlice()
  assert.equal(await createGroup(system, operator, group), 'created')
  assert.equal(await addGroupMember(system, operator, group, 1), 'done')
  assert.equal(await grantGroupPermission(system, operator, group, permission), 'done')
  assert.deepEqual(await auth.system.groups.grantsOf(1), { groups: [group], permissions: [permission], roles: [] })
  assert.equal(await revokeGroupPermission(system, operator, group, permission), 'done')
  assert.equal(await removeGroupMember(system, operator, group, 1), 'done')
  assert.equal(await deleteGroup(system, operator, group), 'deleted')
  assert.deepEqual(
    (await rows()).map(({ event, changes }) => [event, changes]),
    [
      ['group.created', undefined],
      ['group.member_added', { group: [null, group] }],
      ['group.permission_granted', { permission: [null, permission] }],
      ['group.permission_revoked', { permission: [permission, null] }],
      ['group.member_removed', { group: [group, null] }],
      ['group.deleted', { members: [0, 0], permissions: [[], []] }],
    ],
  )
  assert.deepEqual(
    events().map(({ name, userId, data }) => [name, userId, data]),
    [
      ['group.created', undefined, { group }],
      ['group.member_added', 1, { group }],
      ['group.permission_granted', undefined, { group, permission }],
      ['group.permission_revoked', undefined, { group, permission }],
      ['group.member_removed', 1, { group }],
      ['group.deleted', undefined, { group }],
    ],
  )
  assert.ok(events().every(({ actor }) => actor === operatorName))
})

test('what is so already is unchanged, without a row and an event', async () => {
  const { system, rows, events } = await withAlice()
  await createGroup(system, operator, group)
  await addGroupMember(system, operator, group, 1)
  await grantGroupPermission(system, operator, group, permission)
  const before = [await rows(), events()]
  assert.equal(await createGroup(system, operator, group), 'duplicate')
  assert.equal(await addGroupMember(system, operator, group, 1), 'unchanged')
  assert.equal(await grantGroupPermission(system, operator, group, permission), 'unchanged')
  assert.equal(await revokeGroupPermission(system, operator, group, 'blog.delete_post'), 'unchanged')
  assert.deepEqual([await rows(), events()], before)
})

test('a group or a user that does not exist is told apart, without a row and an event', async () => {
  const { system, rows, events } = await withAlice()
  assert.equal(await deleteGroup(system, operator, group), 'gone')
  assert.equal(await addGroupMember(system, operator, group, 1), 'unknown_group')
  assert.equal(await removeGroupMember(system, operator, group, 99), 'unknown_user')
  assert.equal(await grantGroupPermission(system, operator, group, permission), 'unknown_group')
  assert.deepEqual([await rows(), events()], [[], []])
})
