/** LimitOffsetPagination on the wire: what DRF 3.14 answered for ten rows, PAGE_SIZE 3, without a maximum and with 5. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Config } from '../../../settings/settings.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { defineResource, type Resource } from '../resource.ts'

type Recorded = readonly [query: string, next: string | null, previous: string | null, ids: string]

const withoutMaximum: readonly Recorded[] = [
  ['', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=2', 'limit=2&offset=2', null, '1 to 2'],
  ['limit=2&offset=2', 'limit=2&offset=4', 'limit=2', '3 to 4'],
  ['limit=2&offset=1', 'limit=2&offset=3', 'limit=2', '2 to 3'],
  ['limit=4&offset=8', null, 'limit=4&offset=4', '9 to 10'],
  ['offset=3', 'limit=3&offset=6', 'limit=3', '4 to 6'],
  ['offset=6&a=b', 'a=b&limit=3&offset=9', 'a=b&limit=3&offset=3', '7 to 9'],
  ['limit=0', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=-1', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=x', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=', 'limit=3&offset=3', null, '1 to 3'],
  ['offset=-1', 'limit=3&offset=3', null, '1 to 3'],
  ['offset=x&limit=2', 'limit=2&offset=2', null, '1 to 2'],
  ['offset=100', null, 'limit=3&offset=97', ''],
  ['offset=10', null, 'limit=3&offset=7', ''],
  ['offset=11', null, 'limit=3&offset=8', ''],
  ['limit=100', null, null, '1 to 10'],
  ['limit=100&offset=2', null, 'limit=100', '3 to 10'],
  ['limit=2&offset=9999999', null, 'limit=2&offset=9999997', ''],
  ['limit=2&limit=4', 'limit=4&offset=4', null, '1 to 4'],
  ['offset=3&offset=6', 'limit=3&offset=9', 'limit=3&offset=3', '7 to 9'],
  ['limit=%202%20', 'limit=2&offset=2', null, '1 to 2'],
  ['limit=%2B2', 'limit=2&offset=2', null, '1 to 2'],
  ['limit=2.0', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=1_0', null, null, '1 to 10'],
  ['b=1&a=2&limit=2', 'a=2&b=1&limit=2&offset=2', null, '1 to 2'],
  ['a=%7E*%20x&limit=2', 'a=~%2A+x&limit=2&offset=2', null, '1 to 2'],
  ['limit=2&offset=0', 'limit=2&offset=2', null, '1 to 2'],
  ['offset=3&limit=3&x=', 'limit=3&offset=6&x=', 'limit=3&x=', '4 to 6'],
  ['limit=99999999999999999999', null, null, '1 to 10'],
  ['offset=99999999999999999999', null, 'limit=3&offset=99999999999999999996', ''],
  ['limit=2&offset=3&limit=1', 'limit=1&offset=4', 'limit=1&offset=2', '4 to 4'],
  ['x=a%2Fb:c@d&limit=9', 'limit=9&offset=9&x=a%2Fb%3Ac%40d', null, '1 to 9'],
  ['x&limit=9', 'limit=9&offset=9&x=', null, '1 to 9'],
  ['a=%C3%A9&limit=9&a=2', 'a=%C3%A9&a=2&limit=9&offset=9', null, '1 to 9'],
  ['offset=1_0', null, 'limit=3&offset=7', ''],
  ['offset=%202', 'limit=3&offset=5', 'limit=3', '3 to 5'],
  ['offset=007&limit=02', 'limit=2&offset=9', 'limit=2&offset=5', '8 to 9'],
]

const withMaximum: readonly Recorded[] = [
  ['', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=2', 'limit=2&offset=2', null, '1 to 2'],
  ['limit=2&offset=2', 'limit=2&offset=4', 'limit=2', '3 to 4'],
  ['limit=2&offset=1', 'limit=2&offset=3', 'limit=2', '2 to 3'],
  ['limit=4&offset=8', null, 'limit=4&offset=4', '9 to 10'],
  ['limit=0', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=-1', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=x', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=100', 'limit=5&offset=5', null, '1 to 5'],
  ['limit=100&offset=2', 'limit=5&offset=7', 'limit=5', '3 to 7'],
  ['limit=2&offset=9999999', null, 'limit=2&offset=9999997', ''],
  ['limit=2&limit=4', 'limit=4&offset=4', null, '1 to 4'],
  ['limit=%202%20', 'limit=2&offset=2', null, '1 to 2'],
  ['limit=%2B2', 'limit=2&offset=2', null, '1 to 2'],
  ['limit=2.0', 'limit=3&offset=3', null, '1 to 3'],
  ['limit=1_0', 'limit=5&offset=5', null, '1 to 5'],
  ['limit=2&offset=0', 'limit=2&offset=2', null, '1 to 2'],
  ['limit=99999999999999999999', 'limit=5&offset=5', null, '1 to 5'],
  ['limit=2&offset=3&limit=1', 'limit=1&offset=4', 'limit=1&offset=2', '4 to 4'],
]

const numbers = {
  name: 'Number',
  table: 'numbers',
  path: '/api/numbers/',
  fields: z.object({ id: readOnlyField('integer'), name: charField() }),
  filters: ['name'],
  permissions: [allowAny],
} as const
const byOffset = { pagination: 'limit-offset', pageSize: 3 } as const

async function open(t: TestContext, resource: Resource, config: Config = {}) {
  const values = Array.from({ length: 10 }, (_, index) => `(${index + 1}, 'row')`).join(', ')
  const sql = `CREATE TABLE numbers (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO numbers VALUES ${values}`
  const auth = await createTestAuth(config, {
    schema: { migrations: [{ number: 1, name: 'numbers', sql }] },
    resources: [resource],
  })
  t.after(() => auth.close())
  return auth
}

const link = (query: string | null) => (query === null ? null : `http://localhost/api/numbers/${query && `?${query}`}`)

for (const [what, more, recorded] of [
  ['without a maximum', {}, withoutMaximum],
  ['with a maximum of 5', { maxLimit: 5 }, withMaximum],
] as const) {
  test(`limit and offset are answered as DRF answers them, ${what}`, async t => {
    const { request } = await open(t, defineResource({ ...numbers, ...byOffset, ...more }))
    for (const [query, next, previous, ids] of recorded) {
      const { status, json } = await request('GET', `/api/numbers/?${query}`)
      assert.equal(status, 200, query)
      const shown: readonly { readonly id: number }[] = json.results
      const [first, last] = [shown.at(0)?.id, shown.at(-1)?.id]
      assert.deepEqual(
        [json.count, json.next, json.previous, first === undefined ? '' : `${first} to ${last}`],
        [10, link(next), link(previous), ids],
        query,
      )
    }
  })
}

test('an empty list has no next rows, and an offset into it leads back', async t => {
  const { request } = await open(t, defineResource({ ...numbers, ...byOffset }))
  const { json } = await request('GET', '/api/numbers/?name=none&offset=5')
  assert.deepEqual(json, { count: 0, next: null, previous: link('limit=3&name=none&offset=2'), results: [] })
})

test('the settings of a Django project divide every list by offset, and a resource may say otherwise', async t => {
  const REST_FRAMEWORK = { DEFAULT_PAGINATION_CLASS: 'rest_framework.pagination.LimitOffsetPagination', PAGE_SIZE: 4 }
  const { request } = await open(t, defineResource(numbers), { REST_FRAMEWORK, maxLimit: 6 } as Config)
  assert.equal((await request('GET', '/api/numbers/')).json.next, link('limit=4&offset=4'))
  assert.equal((await request('GET', '/api/numbers/?limit=9')).json.results.length, 6)
  const pages = await open(t, defineResource({ ...numbers, pagination: 'page' }), { REST_FRAMEWORK } as Config)
  assert.equal((await pages.request('GET', '/api/numbers/?limit=1')).json.next, link('limit=1&page=2'))
  const plain = await open(t, defineResource({ ...numbers, pageSize: null }), { REST_FRAMEWORK } as Config)
  assert.equal((await plain.request('GET', '/api/numbers/?limit=1')).json.length, 10)
})

test('without PAGE_SIZE a list is whole until a request names a limit', async t => {
  const REST_FRAMEWORK = { DEFAULT_PAGINATION_CLASS: 'rest_framework.pagination.LimitOffsetPagination' }
  const { request } = await open(t, defineResource(numbers), { REST_FRAMEWORK } as Config)
  assert.equal((await request('GET', '/api/numbers/?offset=3')).json.length, 10)
  assert.equal((await request('GET', '/api/numbers/?limit=2&offset=2')).json.previous, link('limit=2'))
  const document = (await request('GET', '/openapi.json')).json
  const { schema } = document.paths['/api/numbers/'].get.responses['200'].content['application/json']
  assert.equal(schema.anyOf.length, 2)
})

test('links are below the base path and at the host that a trusted proxy forwards', async t => {
  const config = { basePath: '/app', trustedProxies: ['192.0.2.1'], useXForwardedHost: true } as const
  const { request } = await open(t, defineResource({ ...numbers, ...byOffset }), { ...config, allowedHosts: ['*'] })
  const headers = { 'x-forwarded-prefix': '/gate', 'x-forwarded-host': 'api.example.com', 'x-forwarded-proto': 'https' }
  const { json } = await request('GET', '/app/api/numbers/?limit=2&offset=2', { headers })
  assert.equal(json.next, 'https://api.example.com/gate/app/api/numbers/?limit=2&offset=4')
  assert.equal(json.previous, 'https://api.example.com/gate/app/api/numbers/?limit=2')
})

test('OpenAPI names limit and offset, and no page', async t => {
  const { request } = await open(t, defineResource({ ...numbers, ...byOffset }))
  const { parameters } = (await request('GET', '/openapi.json')).json.paths['/api/numbers/'].get
  const named: readonly { readonly name: string; readonly schema: { readonly type: string } }[] = parameters
  assert.deepEqual(
    named.map(({ name, schema }) => [name, schema.type]).filter(([name]) => name !== 'name'),
    [
      ['limit', 'integer'],
      ['offset', 'integer'],
    ],
  )
})

test('another style, and a maximum that is no number of rows, are refused', () => {
  const odd: readonly object[] = [{ pagination: 'pages' }, { maxLimit: 0 }, { maxLimit: 1.5 }, { maxLimit: '5' }]
  for (const each of odd) {
    assert.throws(() => defineResource({ ...numbers, ...each }), /the resource Number: (pagination|maxLimit) has to be/)
  }
})
