import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { defineResource } from '../../features/resources/resource.ts'
import { readOnlyField } from '../../fields/read-only-field.ts'
import { allowAny } from '../../permissions/built-in.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { scopedRate } from '../../throttles/throttle.ts'
import { defineEndpoint } from '../endpoints/define-endpoint.ts'

const GET = () => ({ status: 200, body: 'in' })
const open = defineEndpoint({ path: '/open/', permissions: [allowAny], GET })
const plain = defineEndpoint({ path: '/plain/', GET })
const schema = {
  migrations: [
    { number: 1, name: 'cats', sql: 'CREATE TABLE cats (id INTEGER PRIMARY KEY); INSERT INTO cats VALUES (1), (2)' },
  ],
}
const cats = defineResource({
  name: 'Cat',
  table: 'cats',
  path: '/cats/',
  fields: z.object({ id: readOnlyField('integer') }),
})

test('a row without permissions takes those of the settings, and one that has some keeps them', async t => {
  const REST_FRAMEWORK = { DEFAULT_PERMISSION_CLASSES: ['rest_framework.permissions.IsAuthenticated'], PAGE_SIZE: 1 }
  const auth = await createTestAuth({ REST_FRAMEWORK }, { endpoints: [open, plain], resources: [cats], schema })
  t.after(() => auth.close())
  const { access } = await auth.register('first@example.com')
  const headers = { authorization: `Bearer ${access}` }
  const statuses = async (given: Record<string, string>) =>
    await Promise.all(
      ['/open/', '/plain/', '/cats/', '/cats/1/'].map(
        async path => (await auth.request('GET', path, { headers: given })).status,
      ),
    )
  assert.deepEqual(await statuses({}), [200, 401, 401, 401])
  assert.deepEqual(await statuses(headers), [200, 200, 200, 200])
  assert.equal((await auth.request('GET', '/cats/', { headers })).json.results.length, 1)
})

test('a row without permissions, where the settings have none, is refused at the start; a guard when it is made', async () => {
  const message = /\/plain\/.*permissions: \[isAuthenticated\].*defaultPermissions/
  await assert.rejects(createTestAuth({}, { endpoints: [plain] }), { name: 'ConfigurationError', message })
  await assert.rejects(createTestAuth({ compat: 'simplejwt' }, { endpoints: [plain] }), { message })
  await assert.rejects(createTestAuth({}, { resources: [cats], schema }), { message: /\/cats\/.*defaultPermissions/ })
  const auth = await createTestAuth()
  assert.throws(() => auth.guard({}), { name: 'ConfigurationError', message: /a guard .*permissions/ })
  await auth.close()
})

test('a guard takes the default permissions, and defaultAuthentication decides what authenticates', async t => {
  const auth = await createTestAuth(
    { defaultPermissions: 'IsAuthenticated', defaultAuthentication: 'none' },
    { endpoints: [plain] },
  )
  t.after(() => auth.close())
  const { access } = await auth.register('first@example.com')
  const headers = { authorization: `Bearer ${access}` }
  assert.equal((await auth.request('GET', '/plain/', { headers })).status, 401)
  assert.equal((await auth.request('GET', '/api/auth/profile/', { headers })).status, 200)
})

test("a scope's rate stands in throttleRates; without one the start is refused", async t => {
  const limited = defineEndpoint({
    path: '/limited/',
    permissions: [allowAny],
    throttles: [scopedRate('contacts')],
    GET,
  })
  await assert.rejects(createTestAuth({}, { endpoints: [limited] }), { message: /throttleRates: \{ contacts/ })
  const auth = await createTestAuth({ throttling: true, throttleRates: { contacts: '1/m' } }, { endpoints: [limited] })
  t.after(() => auth.close())
  const ask = async () => (await auth.request('GET', '/limited/')).status
  assert.deepEqual([await ask(), await ask()], [200, 429])
})
