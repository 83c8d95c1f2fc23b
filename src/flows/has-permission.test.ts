import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUser } from '../testing/create-user.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { createGrantChecks } from './has-permission.ts'

async function check(
  about: Parameters<typeof createUser>[1],
  granted: readonly string[] = [],
  roles: readonly string[] = [],
) {
  const auth = await createTestAuth({ roles: { editor: [], reviewer: [] } })
  const user = await createUser(auth, about)
  let readings = 0
  const groups = {
    ...auth.system.groups,
    grantsOf: async () => {
      readings++
      return { groups: roles, permissions: granted, roles }
    },
  }
  const { settings } = auth.system
  const { hasPermission, hasRole, roles: rolesNow } = createGrantChecks({ groups, settings }, async () => user)
  return { has: hasPermission, hasRole, roles: rolesNow, readings: () => readings }
}

test('a superuser has every permission, and nothing is read', async () => {
  const { has, readings } = await check({ isSuperuser: true })
  assert.equal(await has('shop.add_product'), true)
  assert.equal(readings(), 0)
})

test('an inactive superuser has none', async () => {
  const { has } = await check({ isSuperuser: true, isActive: false }, ['shop.add_product'])
  assert.equal(await has('shop.add_product'), false)
})

test('staff have what they were granted, and no more', async () => {
  const { has, readings } = await check({ isStaff: true }, ['shop.add_product'])
  assert.equal(await has('shop.add_product'), true)
  for (const other of ['shop.add', 'shop.add_products', 'SHOP.add_product', '']) assert.equal(await has(other), false)
  assert.equal(readings(), 1)
})

test('a role is asked of the same reading as a permission', async () => {
  const { has, hasRole, roles, readings } = await check({}, ['shop.add_product'], ['editor'])
  assert.equal(await has('shop.add_product'), true)
  assert.equal(await hasRole('editor'), true)
  for (const other of ['reviewer', 'Editor', 'editors', '']) assert.equal(await hasRole(other), false)
  assert.deepEqual(await roles(), ['editor'])
  assert.equal(readings(), 1)
})

test('a superuser is in every role of the configuration, and in no other', async () => {
  const { hasRole, roles, readings } = await check({ isSuperuser: true }, [], ['editor'])
  assert.equal(await hasRole('reviewer'), true)
  assert.equal(await hasRole('owner'), false)
  assert.equal(readings(), 0)
  assert.deepEqual(await roles(), ['editor'])
})

test('an account that is closed is in no role', async () => {
  const { hasRole, roles } = await check({ isSuperuser: true, isActive: false }, [], ['editor'])
  assert.equal(await hasRole('editor'), false)
  assert.deepEqual(await roles(), [])
})

test('a role that this configuration does not have is none, though the database marks its group', async () => {
  const { hasRole, roles } = await check({}, [], ['editor', 'owner'])
  assert.equal(await hasRole('owner'), false)
  assert.deepEqual(await roles(), ['editor'])
})
