/** Values that are in a table, past the resource or by a column's own type: shown, changed and deleted like any other. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { booleanField } from '../../../fields/boolean-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { datetimeField } from '../../../fields/datetime-field.ts'
import { decimalField } from '../../../fields/decimal-field.ts'
import { foreignKeyField } from '../../../fields/foreign-key-field.ts'
import { integerField } from '../../../fields/integer-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { defineResource } from '../resource.ts'

/** As Django's migrations make it: no STRICT, `decimal` and `bool` are names of no type, every key is deferred. */
const sql = `
  CREATE TABLE makers (id INTEGER PRIMARY KEY, rank INTEGER);
  INSERT INTO makers VALUES (1, 9007199254740993);
  CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    name varchar(20) CHECK (name <> 'forbidden'),
    done bool,
    seen INTEGER,
    price decimal,
    stock integer CHECK (stock < 100),
    code TEXT,
    part TEXT,
    moment TEXT,
    maker integer REFERENCES makers (id) DEFERRABLE INITIALLY DEFERRED,
    hidden TEXT UNIQUE,
    kept INTEGER NOT NULL DEFAULT 0,
    UNIQUE (code, part)
  );
  CREATE UNIQUE INDEX lower_name ON items (lower(name));
  CREATE TRIGGER kept BEFORE UPDATE ON items WHEN OLD.name = 'kept' BEGIN SELECT raise(IGNORE); END;
  CREATE TRIGGER ended BEFORE UPDATE ON items WHEN NEW.name = 'ended' BEGIN SELECT raise(ROLLBACK, 'no'); END;
  CREATE TRIGGER left_out BEFORE INSERT ON items WHEN NEW.name = 'left out' BEGIN SELECT raise(IGNORE); END;
  CREATE TRIGGER one_hidden AFTER INSERT ON items WHEN NEW.code = 'hide'
  BEGIN UPDATE items SET hidden = 'one' WHERE id = NEW.id; END;`

const fields = z.object({
  id: readOnlyField('integer'),
  name: charField({ maxLength: 20, required: false, allowNull: true }),
  done: booleanField({ required: false, allowNull: true }),
  seen: readOnlyField('boolean'),
  price: decimalField({ maxDigits: 20, decimalPlaces: 2, required: false, allowNull: true }),
  stock: integerField({ required: false, allowNull: true }),
  code: charField({ required: false, allowNull: true }),
  part: charField({ required: false, allowNull: true }),
  moment: datetimeField({ required: false, allowNull: true }),
  maker: foreignKeyField({ table: 'makers', required: false, allowNull: true }),
  maker_rank: readOnlyField('integer'),
  kept: booleanField({ required: false, allowNull: true }),
})
const items = defineResource({
  name: 'Item',
  table: 'items',
  path: '/items/',
  fields,
  unique: [['code', 'part']],
  joined: { maker_rank: 'maker.rank' },
  filters: ['price'],
  ordering: ['price'],
  pageSize: null,
  permissions: [isAuthenticated],
})

async function open(t: TestContext) {
  const schema = { migrations: [{ number: 1, name: 'items', sql }] }
  const auth = await createTestAuth({}, { schema, resources: [items] })
  t.after(() => auth.close())
  const token = (await auth.register('alice@example.com')).access
  const call = (method: string, path: string, json?: Record<string, unknown>) =>
    auth.request(method, path, { token, ...(json === undefined ? {} : { json }) })
  return { auth, call, insert: (text: string) => auth.store.database.exec(`INSERT INTO items ${text}`) }
}

test('NULL in a boolean column is null where the field allows it, and the row can be changed and deleted', async t => {
  const { call } = await open(t)
  const made = await call('POST', '/items/', { done: null })
  assert.deepEqual([made.status, made.json.done, made.json.seen], [201, null, false])
  const patched = await call('PATCH', '/items/1/', { done: true })
  assert.deepEqual([patched.status, patched.json.done], [200, true])
  assert.equal((await call('PUT', '/items/1/', { done: null })).status, 200)
  assert.equal((await call('DELETE', '/items/1/')).status, 204)
})

test('a boolean column with other values than 0 and 1 is true or false as in DRF, and stays changeable', async t => {
  const { call, insert } = await open(t)
  insert("(id, done, seen) VALUES (1, 2, -1), (2, 'false', 'yes'), (3, 0.5, x'00'), (4, 9007199254740993, 7)")
  const rows = (await call('GET', '/items/')).json
  assert.deepEqual(
    rows.map(({ done, seen }: Record<string, unknown>) => [done, seen]),
    [
      [true, true],
      [false, true],
      [true, true],
      [true, true],
    ],
  )
  for (const id of [1, 2, 3, 4]) {
    assert.equal((await call('PATCH', `/items/${id}/`, { name: `n${id}` })).status, 200)
    assert.equal((await call('DELETE', `/items/${id}/`)).status, 204)
  }
})

test('decimals of a column that keeps numbers are text with their places, exactly, and so beyond 2^53', async t => {
  const { call, insert } = await open(t)
  const said = {
    '10.50': '10.50',
    '10': '10.00',
    '-0.10': '-0.10',
    '900719925474099.25': '900719925474099.25',
    '90071992547409920': '90071992547409920.00',
    '0.07': '0.07',
  }
  for (const [price, shown] of Object.entries(said)) {
    const made = await call('POST', '/items/', { price })
    assert.deepEqual([made.status, made.json.price], [201, shown])
    assert.equal((await call('GET', `/items/${made.json.id}/`)).json.price, shown)
    assert.equal((await call('PATCH', `/items/${made.json.id}/`, { stock: 1 })).json.price, shown)
    assert.equal((await call('GET', `/items/?price=${price}`)).json.length, 1)
    assert.equal((await call('DELETE', `/items/${made.json.id}/`)).status, 204)
  }
  insert('(id, price) VALUES (1, 10.1 + 0.2), (2, 1e300), (3, 9e999), (4, NULL), (5, 9007199254740993)')
  const rows = (await call('GET', '/items/')).json
  assert.equal(rows[0].price, '10.30')
  assert.equal(rows[1].price, `1${'0'.repeat(300)}.00`)
  assert.deepEqual([rows[2].price, rows[3].price], ['Infinity', null])
  assert.equal(rows[4].price, '9007199254740993.00')
  for (const id of [1, 2, 3, 4, 5]) assert.equal((await call('DELETE', `/items/${id}/`)).status, 204)
})

test('a decimal with more digits than its column keeps is answered as the column has it, and every row is readable', async t => {
  const { call } = await open(t)
  const made = await call('POST', '/items/', { price: '90071992547409930.00' })
  // SQLite keeps 15 digits of a number with places in a column that is not TEXT.
  assert.deepEqual([made.status, made.json.price], [201, '90071992547409936.00'])
  assert.equal((await call('GET', '/items/')).json[0].price, made.json.price)
  assert.equal((await call('DELETE', `/items/${made.json.id}/`)).status, 204)
})

test('whole numbers beyond 2^53 are said with all their digits, as ids and through keys too', async t => {
  const { call, insert } = await open(t)
  insert('(id, stock, maker) VALUES (9007199254740993, -9223372036854775808, 1)')
  const made = await call('POST', '/items/', { maker: 1 })
  assert.equal(made.status, 201)
  assert.match(made.text, /"id":9007199254740994,/)
  const { text } = await call('GET', '/items/9007199254740993/')
  assert.match(text, /"id":9007199254740993,.*"stock":-9223372036854775808,.*"maker_rank":9007199254740993/)
  assert.equal((await call('GET', '/items/')).json.length, 2)
  assert.equal((await call('PATCH', '/items/9007199254740993/', { name: 'big' })).status, 200)
  assert.equal((await call('GET', '/items/9007199254740994/')).json.name, null)
  assert.equal((await call('DELETE', '/items/9007199254740993/')).status, 204)
  for (const id of ['9223372036854775808', '-9223372036854775809', '9'.repeat(400)]) {
    assert.equal((await call('GET', `/items/${id}/`)).status, 404)
  }
  assert.equal((await call('POST', '/items/', { stock: '9007199254740993' })).status, 400)
})

test('what the schema refuses is a 400, at the field where it is known, and never a 503 or a 500', async t => {
  const { auth, call, insert } = await open(t)
  insert("(id, name, hidden) VALUES (1, 'kept', 'one'), (2, 'other', NULL)")
  const general = { non_field_errors: ['The rules of the table do not allow these values.'] }
  const refused: readonly (readonly [string, string, Record<string, unknown>, unknown])[] = [
    ['POST', '/items/', { stock: 500 }, general],
    ['POST', '/items/', { name: 'forbidden' }, general],
    ['POST', '/items/', { name: 'OTHER' }, { non_field_errors: ['item with these values already exists.'] }],
    ['POST', '/items/', { code: 'hide' }, { non_field_errors: ['item with these values already exists.'] }],
    ['POST', '/items/', { kept: null }, { kept: ['This field may not be null.'] }],
    ['POST', '/items/', { name: 'left out' }, general],
    ['PATCH', '/items/1/', { stock: 1 }, general],
    ['PATCH', '/items/2/', { name: 'ended' }, general],
    ['PATCH', '/items/2/', { stock: 500 }, general],
  ]
  for (const [method, path, json, expected] of refused) {
    const reply = await call(method, path, json)
    assert.deepEqual([reply.status, reply.json], [400, expected], JSON.stringify(json))
  }
  assert.equal(auth.store.database.prepare('SELECT count(*) AS n FROM items').get()?.n, 2)
  auth.store.database.exec(
    'ALTER TABLE items RENAME TO loose; CREATE TABLE items (id INTEGER PRIMARY KEY, name ANY, done ANY, seen ANY, price REAL, stock ANY, code INTEGER, part ANY, moment ANY, maker ANY, kept ANY) STRICT',
  )
  const typed = await call('POST', '/items/', { code: 'x' })
  assert.deepEqual([typed.status, typed.json], [400, { code: ['Not a valid value.'] }])
})

test('null in a unique group is no collision, and PATCH can say so', async t => {
  const { call } = await open(t)
  await call('POST', '/items/', { code: 'a', part: 'b' })
  const { id } = (await call('POST', '/items/', { code: 'x', part: 'b' })).json
  assert.equal((await call('PATCH', `/items/${id}/`, { code: 'a' })).status, 400)
  const patched = await call('PATCH', `/items/${id}/`, { code: 'a', part: null })
  assert.deepEqual([patched.status, patched.json.part], [200, null])
})

test('a moment that leaves the years 1 to 9999 by its offset is out of range', async t => {
  const { call } = await open(t)
  const outOfRange = { moment: ['Datetime value out of range.'] }
  for (const moment of ['9999-12-31T23:59:59-01:00', '0001-01-01T00:00:00+01:00']) {
    const reply = await call('POST', '/items/', { moment })
    assert.deepEqual([reply.status, reply.json], [400, outOfRange])
  }
  assert.match((await call('POST', '/items/', { moment: '0000-01-01T00:00' })).json.moment[0], /wrong format/)
  assert.equal((await call('POST', '/items/', { moment: '9999-12-31T23:59:59Z' })).status, 201)
})

test('names of other tables are refused where lists would order, filter or search by them', () => {
  for (const option of ['filters', 'ordering', 'search', 'unique']) {
    const define = () => defineResource({ ...items, [option]: ['maker_rank'] } as never)
    assert.throws(define, new RegExp(`${option} names maker_rank, which is no column of items`))
  }
  assert.throws(() => defineResource({ ...items, search: ['^nowhere'] } as never), /search names nowhere/)
})

test('a joined name is of one step: neither the id nor a key is itself of another table', () => {
  const { shape } = items.fields
  const chained = {
    ...shape,
    other: foreignKeyField({ table: 'makers', readOnly: true, required: false }),
    name: readOnlyField('string'),
  }
  const define = (joined: object) => () => defineResource({ ...items, fields: z.object(chained), joined } as never)
  assert.throws(define({ id: 'maker.id' }), /the path names id/)
  assert.throws(define({ other: 'maker.rank', name: 'other.name' }), /"other.name" is not a foreign key/)
})

test('a user id goes into a column of text as it is written: 1, not 1.0', async t => {
  const owned = defineResource({
    name: 'Owned',
    table: 'owned',
    path: '/owned/',
    fields: z.object({ id: readOnlyField('integer'), user_id: readOnlyField('string') }),
    owner: { column: 'user_id', rows: 'own' },
    permissions: [isAuthenticated],
  })
  const table = 'CREATE TABLE owned (id INTEGER PRIMARY KEY, user_id TEXT)'
  const schema = { migrations: [{ number: 1, name: 'owned', sql: table }] }
  const auth = await createTestAuth({}, { resources: [owned], schema })
  t.after(() => auth.close())
  const token = (await auth.register('alice@example.com')).access
  auth.store.database.exec("INSERT INTO owned VALUES (7, '1')")
  assert.equal((await auth.request('GET', '/owned/7/', { token })).status, 200)
  assert.equal((await auth.request('POST', '/owned/', { token, json: {} })).json.user_id, '1')
})
