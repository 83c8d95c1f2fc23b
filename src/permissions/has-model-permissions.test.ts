import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { defineEndpoint } from '../http/endpoints/define-endpoint.ts'
import { createTestAuth } from '../testing/test-auth.ts'
import { hasModelPermissions, hasPermission } from './has-model-permissions.ts'

const answer = () => ({ status: 200, body: {} })
const all = { GET: answer, POST: answer, PUT: answer, PATCH: answer, DELETE: answer }
const endpoints = [
  defineEndpoint({ path: '/products/', permissions: [hasModelPermissions('shop', 'product')], ...all }),
  defineEndpoint({
    path: '/secrets/',
    permissions: [hasModelPermissions('shop', 'secret', { reading: true })],
    ...all,
  }),
  defineEndpoint({ path: '/report/', permissions: [hasPermission('shop.run_report')], ...all }),
]

async function open(t: TestContext) {
  const auth = await createTestAuth({}, { endpoints })
  t.after(() => auth.close())
  const { access: token } = await auth.register('alice@example.com')
  const { groups, users } = auth.system
  const id = (await users.findByLogin('alice@example.com'))?.id ?? 0
  await groups.create('editors', 0)
  await groups.addMember('editors', id, 0)
  const statuses = async (path: string) =>
    await Promise.all(Object.keys(all).map(async method => (await auth.request(method, path, { token })).status))
  return { auth, groups, statuses, id }
}

test('each unsafe method needs its permission, reading needs none', async t => {
  const { auth, groups, statuses } = await open(t)
  assert.deepEqual(await statuses('/products/'), [200, 403, 403, 403, 403])
  await groups.grant('editors', 'shop.add_product', 0)
  assert.deepEqual(await statuses('/products/'), [200, 200, 403, 403, 403])
  await groups.grant('editors', 'shop.change_product', 0)
  await groups.grant('editors', 'shop.delete_product', 0)
  assert.deepEqual(await statuses('/products/'), [200, 200, 200, 200, 200])
  assert.equal((await auth.request('GET', '/products/')).status, 401)
})

test('a revoked grant takes effect with the next request', async t => {
  const { groups, statuses, id } = await open(t)
  await groups.grant('editors', 'shop.add_product', 0)
  await groups.removeMember('editors', id, 0)
  assert.deepEqual(await statuses('/products/'), [200, 403, 403, 403, 403])
})

test('`reading` requires the view permission, and hasPermission checks one by name', async t => {
  const { groups, statuses } = await open(t)
  assert.equal((await statuses('/secrets/'))[0], 403)
  await groups.grant('editors', 'shop.view_secret', 0)
  assert.equal((await statuses('/secrets/'))[0], 200)
  assert.equal((await statuses('/report/'))[0], 403)
  await groups.grant('editors', 'shop.run_report', 0)
  assert.equal((await statuses('/report/'))[0], 200)
})

test('a superuser has every permission without a grant', async t => {
  const { auth, statuses } = await open(t)
  auth.store.database.prepare('UPDATE users SET is_superuser = 1').run()
  assert.deepEqual(await statuses('/secrets/'), [200, 200, 200, 200, 200])
})
