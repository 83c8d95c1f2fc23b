/** Moments, decimals, whole numbers and letters are compared as what they are, whichever program wrote the row. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { datetimeField } from '../../../fields/datetime-field.ts'
import { decimalField } from '../../../fields/decimal-field.ts'
import { foreignKeyField } from '../../../fields/foreign-key-field.ts'
import { integerField } from '../../../fields/integer-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { defineResource } from '../resource.ts'

const sql = `
  CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, at datetime, price TEXT, amount decimal, size bigint, made TEXT,
    parent INTEGER REFERENCES things (id))`

const things = defineResource({
  name: 'Thing',
  table: 'things',
  path: '/things/',
  fields: z.object({
    id: readOnlyField('integer'),
    name: charField({ required: false, allowNull: true }),
    at: datetimeField({ required: false, allowNull: true }),
    price: decimalField({ maxDigits: 40, decimalPlaces: 2, required: false, allowNull: true }),
    amount: decimalField({ maxDigits: 10, decimalPlaces: 2, required: false, allowNull: true }),
    size: integerField({ required: false, allowNull: true }),
    made: readOnlyField('datetime'),
    parent: foreignKeyField({ table: 'things', required: false, allowNull: true }),
  }),
  createdAt: 'made',
  filters: ['at', 'price', 'amount', 'size', 'parent'],
  search: ['name'],
  ordering: ['at', 'price', 'amount', 'size', 'made'],
  unique: ['at'],
  pageSize: null,
  permissions: [allowAny],
})

async function open(t: TestContext) {
  const schema = { migrations: [{ number: 1, name: 'things', sql }] }
  const auth = await createTestAuth({}, { schema, resources: [things] })
  t.after(() => auth.close())
  const call = (method: string, path: string, json?: unknown) =>
    auth.request(method, path, json === undefined ? {} : { json })
  const ids = async (query: string) => {
    const { json } = await call('GET', `/things/?${query}`)
    return json.map(({ id }: { id: number }) => id)
  }
  const insert = (column: string, values: readonly string[]) =>
    auth.store.database.exec(`INSERT INTO things (${column}) VALUES ${values.map(value => `(${value})`).join(', ')}`)
  return { auth, call, ids, insert }
}

test('a moment is stored in one width, shown as in DRF, and its text sorts by time', async t => {
  const { auth, call } = await open(t)
  for (const at of [
    '2026-11-28T10:00:00.5Z',
    '2026-11-28T11:00+01:00',
    '2026-11-28 10:00:00.000001',
    '2026-1-2T3:04',
  ]) {
    assert.equal((await call('POST', '/things/', { at })).status, 201)
  }
  const rows = auth.store.database.prepare('SELECT at, made FROM things ORDER BY at').all()
  assert.deepEqual(
    rows.map(({ at }) => at),
    [
      '2026-01-02T03:04:00.000000Z',
      '2026-11-28T10:00:00.000000Z',
      '2026-11-28T10:00:00.000001Z',
      '2026-11-28T10:00:00.500000Z',
    ],
  )
  assert.match(String(rows[0]?.made), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  const shown = (await call('GET', '/things/?ordering=-at')).json.map(({ at }: { at: string }) => at)
  assert.deepEqual(shown, [
    '2026-11-28T10:00:00.500000Z',
    '2026-11-28T10:00:00.000001Z',
    '2026-11-28T10:00:00Z',
    '2026-01-02T03:04:00Z',
  ])
})

test('moments that other programs wrote are sorted, filtered, shown and held to be unique by their time', async t => {
  const { call, ids, insert } = await open(t)
  insert('at', [
    "'2026-11-28 12:00:00'",
    "'2026-11-28T12:30:00+01:00'",
    "'2026-11-28T11:59:59.999999Z'",
    "'2026-11-28T12:00:00.1Z'",
    'NULL',
    "'some day'",
  ])
  assert.deepEqual(await ids('ordering=at'), [5, 2, 3, 1, 4, 6])
  assert.deepEqual(await ids('at=2026-11-28T13:00:00%2B01:00'), [1])
  assert.deepEqual(await ids('at=2026-11-28T11:30:00Z'), [2])
  assert.equal((await call('GET', '/things/2/')).json.at, '2026-11-28T11:30:00Z')
  assert.equal((await call('GET', '/things/6/')).json.at, 'some day')
  assert.deepEqual((await call('POST', '/things/', { at: '2026-11-28T12:00:00.100Z' })).json, {
    at: ['thing with this at already exists.'],
  })
  assert.equal((await call('PATCH', '/things/4/', { name: 'same time' })).status, 200)
})

test('decimals are ordered and filtered exactly, as text and as numbers, negative ones too', async t => {
  const { ids, insert } = await open(t)
  const prices = [
    '10.00',
    '9.5',
    '-1.50',
    '-1',
    '0.00',
    '9007199254740993.01',
    '9007199254740993.02',
    '-9007199254740993.02',
    '-9007199254740993.01',
    '0.05',
    '1e2',
  ]
  insert('price', [...prices.map(price => `'${price}'`), 'NULL', "'9.50'"])
  assert.deepEqual(await ids('ordering=price'), [12, 8, 9, 3, 4, 5, 10, 2, 13, 1, 11, 6, 7])
  assert.deepEqual(await ids('ordering=-price'), [7, 6, 11, 1, 2, 13, 10, 5, 4, 3, 9, 8, 12])
  assert.deepEqual(await ids('price=9.5'), [2, 13])
  assert.deepEqual(await ids('price=100'), [11])
  assert.deepEqual(await ids('price=9007199254740993.02'), [7])
  insert('amount', ['10', '9', '10.1 + 0.2', "'-3'"])
  assert.deepEqual((await ids('ordering=amount')).slice(-4), [17, 15, 14, 16])
  assert.deepEqual(await ids('amount=10.30'), [16])
})

test('whole numbers past 2^53 are listed, ordered, filtered, named and referred to with all their digits', async t => {
  const { auth, call, ids, insert } = await open(t)
  insert('id, size, parent', [
    '9007199254740993, 9223372036854775807, NULL',
    '9007199254740995, -9223372036854775808, 9007199254740993',
  ])
  const text = async (path: string) => (await call('GET', path)).text
  assert.match(await text('/things/?ordering=-size'), /^\[\{"id":9007199254740993,.*"size":9223372036854775807,/)
  assert.match(
    await text('/things/?size=-9223372036854775808'),
    /^\[\{"id":9007199254740995,.*"parent":9007199254740993\}\]$/,
  )
  assert.match(await text('/things/?parent=9007199254740993'), /^\[\{"id":9007199254740995,/)
  assert.match(await text('/things/9007199254740995/'), /"id":9007199254740995/)
  assert.deepEqual(await ids('size=9007199254740993'), [])
  const raw = { headers: { 'content-type': 'application/json' }, body: '{"parent": 9007199254740995}' }
  const patched = await auth.request('PATCH', '/things/9007199254740993/', raw)
  assert.match(patched.text, /"parent":9007199254740995\}$/)
  const missing = { ...raw, body: '{"parent": 9007199254740994}' }
  assert.deepEqual((await auth.request('PATCH', '/things/9007199254740993/', missing)).json, {
    parent: ['Invalid pk "9007199254740994" - object does not exist.'],
  })
  const huge = { ...raw, body: '{"size": 9007199254740993}' }
  assert.deepEqual((await auth.request('POST', '/things/', huge)).json, { size: ['A valid integer is required.'] })
  assert.equal((await call('POST', '/things/', { name: 'next' })).status, 201)
})

test('a value of another type than its column is shown, and no row makes its list unreadable', async t => {
  const { call, ids, insert } = await open(t)
  insert('size', ['9e999', '-9e999', "'many'", "x'c3a9'", '1.5', "x'ff'"])
  insert('name', ["x'c3a9'"])
  const { status, json } = await call('GET', '/things/')
  assert.equal(status, 200)
  assert.deepEqual(
    json.map(({ size }: { size: unknown }) => size),
    ['Infinity', '-Infinity', 'many', 'é', 1.5, '\ufffd', null],
  )
  assert.deepEqual(await ids('search=%C3%89'), [7])
})

test('search ignores case in every script, and composed letters are their parts; accents count', async t => {
  const { ids, insert } = await open(t)
  insert('name', ["'École'", "'ecole'", "'Straße'", "'ΟΔΟΣ'", "'İstanbul'", "'100%_x'", "'e\u0301cole'"])
  assert.deepEqual(await ids('search=%C3%89COLE'), [1, 7])
  assert.deepEqual(await ids('search=ecole'), [2])
  assert.deepEqual(await ids('search=STRASSE'), [3])
  assert.deepEqual(await ids(`search=${encodeURIComponent('οδος')}`), [4])
  assert.deepEqual(await ids('search=istanbul'), [5])
  assert.deepEqual(await ids('search=%25_'), [6])
  assert.deepEqual(await ids('search=%25x'), [])
})
