import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUser } from '../testing/create-user.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { createPermissionCheck } from './has-permission.ts'

async function check(about: Parameters<typeof createUser>[1], granted: readonly string[] = []) {
  const auth = await createTestAuth()
  const user = await createUser(auth, about)
  let readings = 0
  const groups = {
    ...auth.system.groups,
    grantsOf: async () => {
      readings++
      return { groups: [], permissions: granted }
    },
  }
  return { has: createPermissionCheck({ groups }, async () => user), readings: () => readings }
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
