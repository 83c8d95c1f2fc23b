/** Resources on the types of PostgreSQL: what is asked for or sent is found, refused with 400, or in no row; never a 500. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { createAuth } from '../../auth.ts'
import { defineResource } from '../../features/resources/resource.ts'
import { booleanField } from '../../fields/boolean-field.ts'
import { charField } from '../../fields/char-field.ts'
import { datetimeField } from '../../fields/datetime-field.ts'
import { decimalField } from '../../fields/decimal-field.ts'
import { foreignKeyField } from '../../fields/foreign-key-field.ts'
import { integerField } from '../../fields/integer-field.ts'
import { readOnlyField } from '../../fields/read-only-field.ts'
import { isAuthenticated } from '../../permissions/built-in.ts'
import { createTestSchema, whyNoPostgres } from '../../testing/postgres-store.ts'
import { createTestClient } from '../../testing/test-client.ts'
import type { PostgresStore } from '../open-store.ts'

const skip = await whyNoPostgres()

const postgres = `
  CREATE TABLE makers (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name varchar(20) NOT NULL, rank bigint);
  CREATE TABLE items (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(20) NOT NULL CHECK (name <> 'forbidden'),
    done boolean NOT NULL DEFAULT false,
    price numeric(12, 2),
    stock int CHECK (stock < 100),
    big bigint,
    weight real,
    moment timestamptz,
    tags text[],
    about json,
    code text,
    part text,
    maker uuid REFERENCES makers (id) DEFERRABLE INITIALLY DEFERRED,
    owner bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hidden text UNIQUE,
    UNIQUE (code, part)
  );
  CREATE UNIQUE INDEX items_by_name ON items (lower(name));
  CREATE FUNCTION judge() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.name = 'raised' THEN RAISE EXCEPTION 'secret words of a trigger'; END IF;
    IF NEW.name = 'own code' THEN RAISE EXCEPTION 'secret words of a trigger' USING ERRCODE = '45000'; END IF;
    IF NEW.name = 'left out' THEN RETURN NULL; END IF;
    IF NEW.code = 'hide' THEN NEW.hidden = 'one'; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER judge BEFORE INSERT OR UPDATE ON items FOR EACH ROW EXECUTE FUNCTION judge();
  INSERT INTO makers VALUES ('0192f3a4-7c1d-7e2b-9c3d-1f2e3d4c5b6a', 'Ärzte', 9007199254740993);
`
const maker = '0192f3a4-7c1d-7e2b-9c3d-1f2e3d4c5b6a'

const fields = z.object({
  id: readOnlyField('string'),
  name: charField({ maxLength: 60 }),
  done: booleanField({ required: false }),
  price: decimalField({ maxDigits: 12, decimalPlaces: 2, required: false, allowNull: true }),
  stock: integerField({ required: false, allowNull: true }),
  big: integerField({ required: false, allowNull: true }),
  weight: readOnlyField('string'),
  moment: datetimeField({ required: false, allowNull: true }),
  tags: readOnlyField('string'),
  about: readOnlyField('string'),
  code: charField({ required: false, allowNull: true }),
  part: charField({ required: false, allowNull: true }),
  maker: foreignKeyField({ table: 'makers', key: 'text', required: false, allowNull: true }),
  maker_rank: readOnlyField('integer'),
  owner: readOnlyField('integer'),
})
const items = defineResource({
  name: 'Item',
  table: 'items',
  path: '/items/',
  fields,
  owner: { column: 'owner', rows: 'own' },
  joined: { maker_rank: 'maker.rank' },
  unique: [['code', 'part']],
  filters: ['done', 'price', 'stock', 'big', 'moment', 'maker', 'name', 'code'],
  search: ['name', 'price'],
  ordering: ['price', 'moment', 'big', 'name'],
  pageSize: null,
  permissions: [isAuthenticated],
} as never)

async function open(t: TestContext) {
  const auth = await createAuth({
    secretKey: 'a secret that is long enough for a test of resources',
    database: await createTestSchema(t),
    migrations: [{ number: 1, name: 'items', sql: { postgres } }],
    resources: [items],
    passwordMemory: 64,
    passwordIterations: 1,
    passwordParallelism: 1,
    throttling: false,
  } as never)
  t.after(() => auth.close())
  const client = createTestClient(auth.dispatch)
  const alice = (await client.register('alice@example.com')).access
  const bob = (await client.register('bob@example.com')).access
  const call = (method: string, path: string, json?: Record<string, unknown>, token = alice) =>
    client.request(method, path, { token, ...(json === undefined ? {} : { json }) })
  const make = async (json: Record<string, unknown>) => {
    const made = await call('POST', '/items/', json)
    assert.equal(made.status, 201, JSON.stringify(made.json))
    return made.json as Record<string, unknown> & { id: string }
  }
  const list = async (query: string) => {
    const { status, json } = await call('GET', `/items/?${query}`)
    return status === 200 ? (json as unknown as readonly { name: string }[]).map(({ name }) => name) : status
  }
  return { call, make, list, bob, pool: (auth.store as unknown as PostgresStore).pool }
}

test('rows of every type are made, shown, changed and deleted', { skip }, async t => {
  const { call, make, bob, pool } = await open(t)
  const sent = {
    name: 'Äpfel',
    done: true,
    price: '12.50',
    stock: 5,
    big: 5,
    moment: '2026-01-15T12:00:00.123456+02:00',
    maker,
  }
  const { id, ...made } = await make(sent)
  assert.deepEqual(
    [made.name, made.done, made.price, made.stock, made.moment, made.maker],
    ['Äpfel', true, '12.50', 5, '2026-01-15T10:00:00.123456Z', maker],
  )
  assert.match(id, /^[0-9a-f-]{36}$/)
  await pool.query(`UPDATE items SET weight = 0.1, big = 9007199254740993, tags = '{a,b}', about = '{"a": [1, "x"]}'`)
  const shown = await call('GET', `/items/${id}/`)
  assert.match(shown.text ?? JSON.stringify(shown.json), /9007199254740993/)
  const changed = await call('PATCH', `/items/${id}/`, { name: 'Birnen', done: false, price: null })
  assert.equal(changed.status, 200, JSON.stringify(changed.json))
  assert.deepEqual([changed.json.name, changed.json.done, changed.json.price], ['Birnen', false, null])
  // Another user's row is no row (IDOR).
  for (const method of ['GET', 'PATCH', 'DELETE'])
    assert.equal((await call(method, `/items/${id}/`, method === 'PATCH' ? {} : undefined, bob)).status, 404)
  assert.equal((await call('DELETE', `/items/${id}/`)).status, 204)
  assert.equal((await call('GET', `/items/${id}/`)).status, 404)
})

test('an id that no row can have is 404, and a key 400', { skip }, async t => {
  const { call } = await open(t)
  const { length } = await Promise.all(
    ['abc', '1', '%00', '%27', `${maker}x`, maker.toUpperCase(), '99999999999999999999'].map(async id => {
      assert.equal((await call('GET', `/items/${id}/`)).status, 404, id)
      assert.equal((await call('DELETE', `/items/${id}/`)).status, 404, id)
    }),
  )
  assert.equal(length, 7)
  for (const key of ['abc', '', 1, true, `${maker.slice(1)}0`, { id: maker }, 'a\0b'])
    assert.equal((await call('POST', '/items/', { name: 'x', maker: key })).status, 400, JSON.stringify(key))
})

test('a filter of another type than its column is an empty list or 400', { skip }, async t => {
  const { make, list } = await open(t)
  await make({ name: 'one', price: '1.00', stock: 1, big: 1, moment: '2026-01-15T12:00:00Z', maker })
  for (const query of [
    'price=1',
    'price=1.00',
    'stock=1',
    'big=1',
    'moment=2026-01-15T13:00:00%2B01:00',
    `maker=${maker}`,
    'done=false',
    'name=one',
  ])
    assert.deepEqual(await list(query), ['one'], query)
  const words = [
    'abc',
    '%00',
    'x%00y',
    '99999999999',
    '99999999999999999999',
    '-1',
    '1e400',
    'NaN',
    'Infinity',
    '%27',
    "'; --",
    '%F0%9F%8D%8E',
    '0x10',
  ]
  for (const name of ['done', 'price', 'stock', 'big', 'moment', 'maker', 'name', 'code', 'search', 'ordering']) {
    for (const word of words) {
      const found = await list(`${name}=${word}`)
      assert.ok(found === 400 || Array.isArray(found), `${name}=${word}: ${found}`)
    }
  }
})

test('numbers and moments are sorted by their size, and text is found in any case and script', { skip }, async t => {
  const { make, list } = await open(t)
  await make({ name: 'Zehn', price: '10.00', big: 10, moment: '2026-01-15T12:00:00+02:00' })
  await make({ name: 'Neun', price: '9.00', big: -9, moment: '2026-01-15T11:00:00Z' })
  await make({ name: '50% Ökö_x', price: '-1.00', big: 0, moment: '2025-12-31T23:59:59Z' })
  assert.deepEqual(await list('ordering=price'), ['50% Ökö_x', 'Neun', 'Zehn'])
  assert.deepEqual(await list('ordering=-big'), ['Zehn', '50% Ökö_x', 'Neun'])
  assert.deepEqual(await list('ordering=moment'), ['50% Ökö_x', 'Zehn', 'Neun'])
  for (const [word, found] of [
    ['zEHN', ['Zehn']],
    ['%25', ['50% Ökö_x']],
    ['_', ['50% Ökö_x']],
    ['9.0', ['Neun']],
    ['\\', []],
  ] as const)
    assert.deepEqual(await list(`search=${word}`), found, word)
  assert.deepEqual(await list('search=%C3%B6k%C3%96'), ['50% Ökö_x'])
})

test('what the schema refuses is a 400, at the field where it is known, and tells nothing else', { skip }, async t => {
  const { call, make } = await open(t)
  await make({ name: 'one', code: 'a', part: 'b' })
  await make({ name: 'two', code: 'hide', part: 'c' })
  const refused: Readonly<Record<string, readonly [Record<string, unknown>, string]>> = {
    'two columns that are unique together': [{ name: 'three', code: 'a', part: 'b' }, 'non_field_errors'],
    'an index over an expression': [{ name: 'ONE' }, 'non_field_errors'],
    'a unique column that is no field': [{ name: 'three', code: 'hide', part: 'd' }, 'non_field_errors'],
    'a check': [{ name: 'forbidden' }, 'non_field_errors'],
    'another check': [{ name: 'three', stock: 100 }, 'non_field_errors'],
    'a text that is too long': [{ name: 'x'.repeat(21) }, 'non_field_errors'],
    'a number that is too large': [{ name: 'three', stock: 2 ** 40 }, 'non_field_errors'],
    'a key to no row': [{ name: 'three', maker: `${maker.slice(0, -1)}b` }, 'maker'],
    'NUL in a text': [{ name: 'a\0b' }, 'name'],
    'a trigger that raises': [{ name: 'raised' }, 'non_field_errors'],
    'a trigger that raises with its own code': [{ name: 'own code' }, 'non_field_errors'],
    'a trigger that leaves the row out': [{ name: 'left out' }, 'non_field_errors'],
  }
  for (const [what, [json, field]] of Object.entries(refused)) {
    const { status, json: answer } = await call('POST', '/items/', json)
    assert.equal(status, 400, `${what}: ${JSON.stringify(answer)}`)
    assert.ok(field in answer, `${what}: ${JSON.stringify(answer)}`)
    assert.doesNotMatch(JSON.stringify(answer), /hidden|secret words|constraint|items_/, what)
  }
})

test('a key that is looked at when the transaction ends is a 400 too, and so is a row that others refer to', {
  skip,
}, async t => {
  const { call, make, pool } = await open(t)
  const { id } = await make({ name: 'one', maker })
  await pool.query('CREATE TABLE pins (item uuid NOT NULL REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED)')
  await pool.query('INSERT INTO pins VALUES ($1)', [id])
  const { status, json } = await call('DELETE', `/items/${id}/`)
  assert.deepEqual([status, Object.keys(json)], [400, ['non_field_errors']])
})

test('search ignores case as on SQLite: in every script, however letters are composed', { skip }, async t => {
  const { make, list } = await open(t)
  let big = 1
  for (const name of ['École', 'ecole', 'Straße', 'ΟΔΟΣ', 'İstanbul', '100%_x', 'e\u0301cole'])
    await make({ name, big: big++ })
  const found: Readonly<Record<string, readonly string[]>> = {
    ÉCOLE: ['École', 'e\u0301cole'],
    ecole: ['ecole'],
    STRASSE: ['Straße'],
    οδος: ['ΟΔΟΣ'],
    istanbul: ['İstanbul'],
    '%_': ['100%_x'],
    '%x': [],
  }
  for (const [word, names] of Object.entries(found))
    assert.deepEqual(await list(`search=${encodeURIComponent(word)}&ordering=big`), names, word)
})
