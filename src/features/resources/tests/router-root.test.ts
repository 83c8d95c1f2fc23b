/** The root of DRF's DefaultRouter, and its format suffixes. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { defineEndpoint } from '../../../http/endpoints/define-endpoint.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { allowAny, isAuthenticated } from '../../../permissions/built-in.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { defineResource } from '../resource.ts'

const sql = `CREATE TABLE cats (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO cats VALUES (1, 'Tom'), (2, 'Kit')`
const fields = z.object({ id: readOnlyField('integer'), name: charField() })
const shared = { name: 'Cat', table: 'cats', fields } as const
const cats = defineResource({ ...shared, path: '/api/cats/', pageSize: 1, permissions: [allowAny] })
const pets = defineResource({ ...shared, path: '/api/pets/', permissions: [isAuthenticated] })
const apart = defineResource({ ...shared, path: '/cats/', permissions: [allowAny] })

async function open(t: TestContext, endpoints: readonly Endpoint[] = [], config = {}) {
  const schema = { migrations: [{ number: 1, name: 'cats', sql }] }
  const auth = await createTestAuth(config, { schema, resources: [cats, pets, apart], endpoints })
  t.after(() => auth.close())
  return auth
}

test('the root lists the links of the resources under it, in the format that was asked for', async t => {
  const { request } = await open(t)
  const root = await request('GET', '/api/')
  assert.deepEqual(root.json, { cats: 'http://localhost/api/cats/', pets: 'http://localhost/api/pets/' })
  assert.equal(root.headers.get('allow'), 'GET, HEAD, OPTIONS')
  assert.deepEqual((await request('GET', '/api')).json, root.json)
  assert.equal((await request('GET', '/api/.json')).json.pets, 'http://localhost/api/pets.json')
  assert.equal((await request('GET', '/api/?format=json')).json.pets, 'http://localhost/api/pets/?format=json')
  assert.equal((await request('POST', '/api/', { json: {} })).status, 405)
  assert.equal((await request('OPTIONS', '/api/')).json.name, 'Api Root')
  assert.equal((await request('GET', '/')).status, 404)
  assert.equal((await request('GET', '/api.json')).status, 404)
})

test('a suffix names the format, for lists and rows; an unknown one is a 404', async t => {
  const { request } = await open(t)
  const list = await request('GET', '/api/cats.json?page=2')
  assert.deepEqual([list.status, list.json.previous], [200, 'http://localhost/api/cats.json'])
  assert.equal((await request('GET', '/api/cats.json/')).status, 200)
  assert.equal((await request('GET', '/api/cats/1.json')).json.name, 'Tom')
  assert.equal((await request('PATCH', '/api/cats/1.json', { json: { name: 'Tim' } })).json.name, 'Tim')
  assert.equal((await request('GET', '/api/pets.json')).status, 401)
  for (const path of [
    '/api/cats.xml',
    '/api/cats/1.xml',
    '/api/.xml',
    '/api/cats/.json',
    '/api/cats.JSON',
    '/api/cats.',
  ])
    assert.equal((await request('GET', path)).status, 404, path)
  assert.equal((await request('GET', '/api/auth/profile.json')).status, 404)
})

test("an application's endpoint at the same path has precedence", async t => {
  const home = defineEndpoint({
    path: '/api/',
    permissions: [allowAny],
    GET: () => ({ status: 200, body: { mine: true } }),
  })
  const { request } = await open(t, [home])
  assert.deepEqual((await request('GET', '/api/')).json, { mine: true })
})

test('under compat the root without its slash is redirected, and a suffix is not', async t => {
  const { request } = await open(t, [], { compat: 'simplejwt' })
  assert.equal((await request('GET', '/api')).status, 301)
  assert.equal((await request('GET', '/api/cats/1.json')).status, 200)
})
