import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { createAuth } from '../auth.ts'
import { defineResource } from '../features/resources/resource.ts'
import { foreignKeyField } from '../fields/foreign-key-field.ts'
import { readOnlyField } from '../fields/read-only-field.ts'
import { defineEndpoint } from '../http/endpoints/define-endpoint.ts'
import { allowAny } from '../permissions/built-in.ts'
import { createTestClient } from '../testing/test-client.ts'

const secretKey = 'a secret that tests share, and that protects nothing at all'
const given = { secretKey, database: 'sqlite::memory:' }

const books = defineResource({
  name: 'Book',
  table: 'books',
  path: '/books/',
  fields: z.object({
    id: readOnlyField('integer'),
    shelf: foreignKeyField({ table: 'shelves' }),
    shelf_name: readOnlyField('string'),
    owner: readOnlyField('integer'),
  }),
  joined: { shelf_name: 'shelf.name' },
  owner: { column: 'owner', rows: 'own' },
  permissions: [allowAny],
})

async function refusalOf(sql: string): Promise<string> {
  const migrations = [{ number: 1, name: 'tables', sql }]
  const error = await createAuth({ ...given, resources: [books], migrations }).then(
    () => assert.fail('it was accepted'),
    (reason: Error) => reason,
  )
  assert.equal(error.name, 'ConfigurationError')
  return error.message
}

test('a resource without its table, or a column of it, is refused at the start with the missing names', async () => {
  const none = await refusalOf('CREATE TABLE other (id INTEGER PRIMARY KEY)')
  assert.match(none, /Book .*table books does not exist; .*CREATE TABLE books in migrations/)
  assert.match(none, /Book .*table shelves does not exist/)
  const some = await refusalOf('CREATE TABLE books (id INTEGER, shelf INTEGER); CREATE TABLE shelves (id INTEGER)')
  assert.match(some, /table books has no column owner/)
  assert.match(some, /table shelves has no column name/)
  assert.doesNotMatch(some, /no column (?:shelf|id)\b/)
})

test('a view, generated columns and names in another case are enough', async () => {
  const sql = `CREATE TABLE Shelves (ID INTEGER PRIMARY KEY, NAME TEXT AS ('x'));
    CREATE VIEW books AS SELECT 1 AS id, 1 AS shelf, 1 AS owner`
  const auth = await createAuth({ ...given, resources: [books], migrations: [{ number: 1, name: 'tables', sql }] })
  await auth.close()
})

test('a table that is dropped later is a 500 with its cause in an event, never a 503', async () => {
  const sql =
    'CREATE TABLE books (id INTEGER PRIMARY KEY, shelf, owner); CREATE TABLE shelves (id INTEGER PRIMARY KEY, name)'
  const open = defineResource({ ...books, owner: { column: 'owner', rows: 'all' }, permissions: [allowAny] } as never)
  const causes: unknown[] = []
  const auth = await createAuth({
    ...given,
    resources: [open],
    migrations: [{ number: 1, name: 'tables', sql }],
    onEvent: event => void (event.name === 'request.failed' && causes.push(event.data.cause)),
  })
  assert.ok(auth.store.dialect === 'sqlite')
  auth.store.database.exec('DROP TABLE books')
  const { status, text } = await createTestClient(auth.dispatch).request('GET', '/books/')
  assert.equal(status, 500)
  assert.doesNotMatch(text, /table/)
  assert.match(String(causes[0]), /no such table: books/)
  await auth.close()
})

const GET = () => ({ status: 200, body: {} })
const misshapen: Readonly<Record<string, [unknown, RegExp]>> = {
  'without a leading slash': [defineEndpoint({ path: 'x/', permissions: [], GET }), /path 'x\/'.*write '\/x\/'/],
  'with a doubled slash': [defineEndpoint({ path: '/x//', permissions: [], GET }), /path '\/x\/\/'.*write '\/x\/'/],
  'without methods': [defineEndpoint({ path: '/x/', permissions: [] }), /has no method; give it one of GET/],
  'with a method in small letters': [{ ...defineEndpoint({ path: '/x/', permissions: [] }), get: GET }, /write GET/],
  'without permissions': [
    defineEndpoint({ path: '/x/', GET } as never),
    /no list of permissions; write permissions: \[/,
  ],
  'with an odd permission': [defineEndpoint({ path: '/x/', permissions: ['x'], GET } as never), /is no permission/],
  'with an odd parameter': [defineEndpoint({ path: '/x{a}/', permissions: [], GET }), /invalid parameter/],
  'with a misspelt option': [
    defineEndpoint({ path: '/x/', permissions: [], inputs: 1, GET } as never),
    /no option inputs; write input/,
  ],
  'with a parameter of Express': [
    defineEndpoint({ path: '/x/:id/', permissions: [], GET }),
    /':id' in its path.*write \{id\}/,
  ],
  'with a parameter of Django': [defineEndpoint({ path: '/x/<int:pk>/', permissions: [], GET }), /write \{pk\}/],
  'with a parameter of Next': [defineEndpoint({ path: '/x/[id]/', permissions: [], GET }), /write \{id\}/],
  'that is a bare object': [{ path: '/x/', GET }, /is no endpoint; make it with defineEndpoint/],
}

for (const [name, [endpoint, expected]] of Object.entries(misshapen)) {
  test(`an endpoint ${name} is refused at the start`, async () => {
    const endpoints = [endpoint] as never
    await assert.rejects(createAuth({ ...given, endpoints }), { name: 'ConfigurationError', message: expected })
  })
}

test('a resource that defineResource would refuse is refused at the start', async () => {
  const resources = [{ ...books, path: 'books' }, {}] as never
  const message = /resources\[0\].*does not begin with a slash[\s\S]*resources\[1\].*make it with defineResource/
  await assert.rejects(createAuth({ ...given, resources }), { message })
})
