/** CursorPagination on the wire: what DRF 3.14 answered for ten rows with ties, page sizes 3 and 2. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { datetimeField } from '../../../fields/datetime-field.ts'
import { decimalField } from '../../../fields/decimal-field.ts'
import { integerField } from '../../../fields/integer-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Config } from '../../../settings/settings.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { defineResource, type Resource } from '../resource.ts'

type Recorded = readonly [cursor: string | null, ids: string, next: string | null, previous: string | null]

/** Page size 3, `ordering = ('-score', 'id')`: every page that links lead to, then cursors that a caller makes up. */
const newestFirst: readonly Recorded[] = [
  [null, '10 9 7', 'o=1&p=40', null],
  ['o=1&p=40', '8 2 3', 'o=2&p=30', 'o=1&r=1&p=20'],
  ['o=2&p=30', '4 5 6', 'p=20', 'r=1&p=10'],
  ['o=1&r=1&p=20', '10 9 7', 'o=1&p=40', null],
  ['p=20', '1', null, 'r=1&p=10'],
  ['r=1&p=10', '4 5 6', 'p=20', 'o=3&r=1&p=10'],
  ['o=3&r=1&p=10', '8 2 3', 'o=2&p=30', 'o=1&r=1&p=20'],
  ['', '10 9 7', 'o=1&p=40', null],
  ['o=1', '9 7 8', 'p=30', 'o=1&r=1&p=30'],
  ['o=5000', '', null, 'r=1'],
  ['r=2', '5 6 1', null, 'o=2&r=1&p=10'],
  ['r=1', '5 6 1', null, 'o=2&r=1&p=10'],
  ['p=25', '2 3 4', 'o=3&p=25', 'r=1&p=20'],
  ['p=25&r=1', '9 7 8', 'p=30', 'r=1&p=40'],
  ['p=1000', '10 9 7', 'o=1&p=40', 'r=1&p=50'],
  ['p=-5', '', null, 'r=1&p=-5'],
  ['x=1', '10 9 7', 'o=1&p=40', null],
  ['o=1_0', '', null, 'r=1'],
  ['o=+1', '9 7 8', 'p=30', 'o=1&r=1&p=30'],
  ['o=1&o=2', '9 7 8', 'p=30', 'o=1&r=1&p=30'],
  ['p=5&p=25', '', null, 'r=1&p=5'],
  ['p=5&r=1', '5 6 1', 'p=10', 'o=2&r=1&p=10'],
  ['p=60', '10 9 7', 'o=1&p=40', 'r=1&p=50'],
  ['p=60&r=1', '', 'p=60', null],
  ['o=100', '', null, 'r=1'],
  ['o=2&p=10&r=1', '2 3 4', 'p=30', 'r=1&p=20'],
]

/** Page size 2, `ordering = ('score', 'id')`: a tie is longer than two pages. */
const ascending: readonly Recorded[] = [
  [null, '1 2', 'o=1&p=10', null],
  ['o=1&p=10', '3 4', 'o=3&p=10', 'r=1&p=20'],
  ['o=3&p=10', '5 6', 'p=20', 'r=1&p=30'],
  ['r=1&p=20', '1', 'p=10', null],
  ['p=20', '7 8', 'p=30', 'r=1&p=30'],
  ['r=1&p=30', '5 6', 'p=20', 'o=2&r=1&p=30'],
  ['p=10', '2 3', 'o=2&p=10', 'r=1&p=20'],
  ['p=30', '9 10', null, 'r=1&p=40'],
  ['o=2&r=1&p=30', '3 4', 'p=20', 'o=4&r=1&p=30'],
  ['o=2&p=10', '4 5', 'o=4&p=10', 'r=1&p=20'],
  ['r=1&p=40', '7 8', 'p=30', 'r=1&p=30'],
  ['o=4&r=1&p=30', '1 2', 'o=1&p=10', null],
  ['o=4&p=10', '6 7', 'o=1&p=20', 'o=1&r=1&p=30'],
  ['o=1&p=20', '8 9', 'p=40', 'o=1&r=1&p=40'],
  ['o=1&r=1&p=30', '4 5', 'p=20', 'o=3&r=1&p=30'],
  ['p=40', '10', null, 'r=1&p=50'],
  ['o=1&r=1&p=40', '6 7', 'o=1&p=20', 'o=1&r=1&p=30'],
  ['o=3&r=1&p=30', '2 3', 'p=10', 'r=1&p=20'],
  ['r=1&p=50', '8 9', 'p=40', 'o=1&r=1&p=40'],
]

const numbers = {
  name: 'Number',
  table: 'numbers',
  path: '/api/numbers/',
  fields: z.object({ id: readOnlyField('integer'), score: integerField({}) }),
  permissions: [allowAny],
} as const
const byScore = { pagination: 'cursor', pageSize: 3, cursorOrdering: '-score' } as const
const scores = [10, 20, 20, 20, 20, 20, 30, 30, 40, 50]

async function open(t: TestContext, resource: Resource, config: Config = {}, sql = numbersSql) {
  const schema = { migrations: [{ number: 1, name: 'numbers', sql }] }
  const auth = await createTestAuth(config, { schema, resources: [resource] })
  t.after(() => auth.close())
  return auth
}

const numbersSql = `CREATE TABLE numbers (id INTEGER PRIMARY KEY, score INTEGER NOT NULL);
INSERT INTO numbers VALUES ${scores.map((score, index) => `(${index + 1}, ${score})`).join(', ')}`

const encode = (cursor: string) => Buffer.from(cursor).toString('base64')
const asked = (cursor: string | null) => (cursor === null ? '' : `?cursor=${encodeURIComponent(encode(cursor))}`)
const link = (cursor: string | null) => (cursor === null ? null : `http://localhost/api/numbers/${asked(cursor)}`)
const idsOf = (json: { results: { id: number }[] }) => json.results.map(({ id }) => id).join(' ')

for (const [what, more, recorded] of [
  ['newest first', {}, newestFirst],
  ['ascending, ties longer than a page', { cursorOrdering: 'score', pageSize: 2 }, ascending],
] as const) {
  test(`cursors are answered as DRF answers them: ${what}`, async t => {
    const { request } = await open(t, defineResource({ ...numbers, ...byScore, ...more }))
    for (const [cursor, ids, next, previous] of recorded) {
      const { status, json } = await request('GET', `/api/numbers/${asked(cursor)}`)
      assert.equal(status, 200, cursor ?? '')
      assert.deepEqual(Object.keys(json), ['next', 'previous', 'results'])
      assert.deepEqual([idsOf(json), json.next, json.previous], [ids, link(next), link(previous)], cursor ?? '')
    }
  })
}

test('what is no cursor is a 404, as in DRF; so is a position that its column cannot have, a 500 there', async t => {
  const { request } = await open(t, defineResource({ ...numbers, ...byScore }))
  for (const cursor of [
    'o=-1',
    'o=x',
    'r=x',
    'o=',
    'p=',
    'p=x',
    "p=1' OR 1=1",
    'p=1.5',
    'p=%00',
    `p=${'9'.repeat(30)}`,
  ]) {
    const { status, json } = await request('GET', `/api/numbers/${asked(cursor)}`)
    assert.deepEqual([status, json], [404, { detail: 'Invalid cursor' }], cursor)
  }
  for (const raw of ['x', 'bz0', 'é', 'cD0yNQ', 'cD0yNQ=']) {
    const { status } = await request('GET', `/api/numbers/?cursor=${encodeURIComponent(raw)}`)
    assert.equal(status, 404, raw)
  }
  for (const [raw, ids] of [
    ['', '10 9 7'],
    ['!!', '10 9 7'],
    ['bz 0x\n', '9 7 8'],
  ] as const) {
    assert.equal(idsOf((await request('GET', `/api/numbers/?cursor=${encodeURIComponent(raw)}`)).json), ids)
  }
})

test('links keep the other parameters, and an allowed ordering counts', async t => {
  const { request } = await open(t, defineResource({ ...numbers, ...byScore, ordering: ['score'] }))
  const { next, previous } = (await request('GET', '/api/numbers/?b=1&a=2&cursor=cD0yNQ==&z=~*')).json
  assert.equal(next, 'http://localhost/api/numbers/?a=2&b=1&cursor=bz0zJnA9MjU%3D&z=~%2A')
  assert.equal(previous, 'http://localhost/api/numbers/?a=2&b=1&cursor=cj0xJnA9MjA%3D&z=~%2A')
  for (const [query, ids] of [
    ['ordering=score', '1 2 3'],
    ['ordering=-score', '10 9 7'],
    ['ordering=nope', '10 9 7'],
    ['ordering=score&cursor=cD0yMA==', '7 8 9'],
  ] as const) {
    assert.equal(idsOf((await request('GET', `/api/numbers/?${query}`)).json), ids, query)
  }
})

const events = {
  name: 'Event',
  table: 'numbers',
  path: '/api/numbers/',
  fields: z.object({
    id: readOnlyField('integer'),
    price: decimalField({ maxDigits: 6, decimalPlaces: 2 }),
    created: datetimeField({}),
    title: charField(),
  }),
  permissions: [allowAny],
  pagination: 'cursor',
  pageSize: 2,
} as const
/** Moments and decimals as other programs write them, too: not sorted as texts. */
const eventsSql = `CREATE TABLE numbers (id INTEGER PRIMARY KEY, price, created TEXT, title TEXT);
INSERT INTO numbers VALUES (1, '9.50', '2026-01-01T00:00:00Z', 'b'), (2, 10, '2026-01-01T00:30:00.000000Z', 'é & =%'),
  (3, 10.0, '2026-01-01 03:00:00+02:00', 'a'), (4, '100', '2026-01-02T00:00:00.000001Z', 'b'), (5, '-1', '2026-01-02T00:00:00Z', 'B')`

for (const [cursorOrdering, ids] of [
  [undefined, '4 5 3 2 1'],
  ['created', '1 2 3 5 4'],
  ['price', '5 1 2 3 4'],
  ['-price', '4 2 3 1 5'],
  ['title', '5 3 1 4 2'],
  ['-id', '5 4 3 2 1'],
] as const) {
  test(`links lead through every row once and back again: ${cursorOrdering ?? 'the usual ordering'}`, async t => {
    const { request } = await open(
      t,
      defineResource({ ...events, ...(cursorOrdering && { cursorOrdering }) }),
      {},
      eventsSql,
    )
    const follow = async (
      url: string | null,
      direction: 'next' | 'previous',
      seen: string[] = [],
    ): Promise<string[]> => {
      if (url === null || seen.length > 9) return seen
      const { json } = await request('GET', url.replace('http://localhost', ''))
      return await follow(json[direction], direction, [...seen, url, idsOf(json)])
    }
    const forward = await follow('http://localhost/api/numbers/', 'next')
    assert.equal(forward.filter((_, index) => index % 2 === 1).join(' '), ids)
    const back = await follow(forward.at(-2) ?? null, 'previous')
    const pages = back.filter((_, index) => index % 2 === 1)
    assert.equal(pages.toReversed().join(' '), ids)
  })
}

test('a row that is inserted at the start moves no row to another page', async t => {
  const { request, store } = await open(t, defineResource({ ...numbers, ...byScore }))
  const { next } = (await request('GET', '/api/numbers/')).json
  store.database.prepare('INSERT INTO numbers VALUES (11, 60), (12, 45)').run()
  assert.equal(idsOf((await request('GET', next.replace('http://localhost', ''))).json), '8 2 3')
})

test('the settings of a Django project divide every list by cursor, where each can be ordered by one', async t => {
  const REST_FRAMEWORK = { DEFAULT_PAGINATION_CLASS: 'rest_framework.pagination.CursorPagination', PAGE_SIZE: 4 }
  const config = { REST_FRAMEWORK } as Config
  const { request } = await open(t, defineResource({ ...numbers, cursorOrdering: 'id' }), config)
  assert.equal((await request('GET', '/api/numbers/')).json.next, link('p=4'))
  await assert.rejects(
    open(t, defineResource(numbers), config),
    /pagination .*is cursor, and Number has no column created.*cursorOrdering/,
  )
  const pages = await open(t, defineResource({ ...numbers, pagination: 'page' }), config)
  assert.equal((await pages.request('GET', '/api/numbers/')).json.count, 10)
  const plain = await open(t, defineResource({ ...numbers, pageSize: null }), config)
  assert.equal((await plain.request('GET', '/api/numbers/')).json.length, 10)
})

test('OpenAPI names the cursor, and neither page nor count', async t => {
  const { request } = await open(t, defineResource({ ...numbers, ...byScore }))
  const { parameters, responses } = (await request('GET', '/openapi.json')).json.paths['/api/numbers/'].get
  assert.deepEqual(
    parameters.map(({ name }: { name: string }) => name),
    ['cursor'],
  )
  const { schema } = responses['200'].content['application/json']
  assert.deepEqual(Object.keys(schema.properties), ['next', 'previous', 'results'])
})

test('a column that does not exist, or can be null, is refused', () => {
  const nullable = z.object({ id: readOnlyField('integer'), score: integerField({ allowNull: true }) })
  const by = (more: object) => () => defineResource({ ...numbers, pagination: 'cursor', ...more } as never)
  assert.throws(by({}), /the resource Number: it has no column created for cursors: write cursorOrdering/)
  assert.throws(by({ cursorOrdering: '-nope' }), /cursorOrdering names nope/)
  assert.throws(by({ cursorOrdering: 'score', fields: nullable }), /it has null in score/)
  assert.throws(by({ cursorOrdering: 'id', fields: nullable, ordering: ['score'] }), /it has null in score/)
})
