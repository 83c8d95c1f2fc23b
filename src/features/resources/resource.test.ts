import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { booleanField } from '../../fields/boolean-field.ts'
import { charField } from '../../fields/char-field.ts'
import { decimalField } from '../../fields/decimal-field.ts'
import { foreignKeyField } from '../../fields/foreign-key-field.ts'
import { readOnlyField } from '../../fields/read-only-field.ts'
import { isAuthenticated, isAuthenticatedOrReadOnly, isOwnerOrReadOnly } from '../../permissions/built-in.ts'
import { defineObjectPermission } from '../../permissions/define-permission.ts'
import { createTestAuth, type TestAuth } from '../../testing/test-auth.ts'
import { defineResource, type Resource } from './resource.ts'

const sql = `
  CREATE TABLE shelves (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
  CREATE TABLE books (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL UNIQUE,
    price TEXT NOT NULL DEFAULT '0.00',
    lent INTEGER NOT NULL DEFAULT 0,
    shelf INTEGER REFERENCES shelves (id),
    row TEXT NOT NULL DEFAULT '',
    place TEXT,
    owner INTEGER NOT NULL,
    secret TEXT NOT NULL DEFAULT 'hidden',
    created_at TEXT NOT NULL,
    UNIQUE (row, place)
  ) STRICT;
  INSERT INTO shelves (id, name) VALUES (1, 'Poetry'), (2, 'Maps');
`
const fields = z.object({
  id: readOnlyField('integer'),
  title: charField({ maxLength: 20 }),
  price: decimalField({ maxDigits: 6, decimalPlaces: 2, required: false }),
  lent: booleanField({ required: false }),
  shelf: foreignKeyField({ table: 'shelves', required: false, allowNull: true }),
  shelf_name: readOnlyField('string'),
  row: charField({ required: false, allowBlank: true }),
  place: charField({ required: false, allowNull: true }),
  owner: readOnlyField('integer'),
  created_at: readOnlyField('datetime'),
})
const books = defineResource({
  name: 'Book',
  table: 'books',
  path: '/api/books/',
  fields,
  owner: { column: 'owner', rows: 'all' },
  createdAt: 'created_at',
  unique: ['title', ['row', 'place']],
  joined: { shelf_name: 'shelf.name' },
  filters: ['shelf', 'lent', 'price'],
  search: ['title'],
  ordering: ['title', 'price'],
  pageSize: 2,
  permissions: [isAuthenticatedOrReadOnly, isOwnerOrReadOnly],
})

async function open(t: TestContext, ...resources: Resource[]): Promise<TestAuth & { alice: string; bob: string }> {
  const schema = { migrations: [{ number: 1, name: 'books', sql }] }
  const auth = await createTestAuth({}, { schema, resources: resources.length === 0 ? [books] : resources })
  t.after(() => auth.close())
  const [alice, bob] = await Promise.all([auth.register('alice@example.com'), auth.register('bob@example.com')])
  return { ...auth, alice: alice.access, bob: bob.access }
}

const add = (auth: TestAuth, token: string, json: Record<string, unknown>) =>
  auth.request('POST', '/api/books/', { token, json })

test('a row is created, read, changed and deleted', async t => {
  const auth = await open(t)
  const made = await add(auth, auth.alice, { title: 'Atlas', price: 5, shelf: 2, place: 'left' })
  assert.equal(made.status, 201)
  const { id, owner, created_at, ...rest } = made.json
  assert.deepEqual(rest, {
    title: 'Atlas',
    price: '5.00',
    lent: false,
    shelf: 2,
    shelf_name: 'Maps',
    row: '',
    place: 'left',
  })
  assert.match(created_at, /^\d{4}-\d\d-\d\dT/)
  assert.equal((await auth.request('GET', `/api/books/${id}/`)).json.owner, owner)
  const patched = await auth.request('PATCH', `/api/books/${id}/`, { token: auth.alice, json: { lent: 'yes' } })
  assert.deepEqual([patched.status, patched.json.lent, patched.json.title], [200, true, 'Atlas'])
  assert.equal((await auth.request('DELETE', `/api/books/${id}/`, { token: auth.alice })).status, 204)
  const gone = await auth.request('GET', `/api/books/${id}/`)
  assert.deepEqual([gone.status, gone.json], [404, { detail: 'No Book matches the given query.' }])
})

test('all errors of a body are reported at once, in the order of the fields', async t => {
  const auth = await open(t)
  await add(auth, auth.alice, { title: 'Atlas', row: 'a', place: 'b' })
  const wrong = await add(auth, auth.alice, { title: 'Atlas', price: 'x', shelf: 99, lent: 2 })
  assert.deepEqual(Object.entries(wrong.json), [
    ['title', ['book with this title already exists.']],
    ['price', ['A valid number is required.']],
    ['lent', ['Must be a valid boolean.']],
    ['shelf', ['Invalid pk "99" - object does not exist.']],
  ])
  const together = await add(auth, auth.alice, { title: 'Other', row: 'a', place: 'b' })
  assert.deepEqual(together.json, { non_field_errors: ['The fields row, place must make a unique set.'] })
})

test('of two simultaneous rows with one unique value, one is created and the other is a 400', async t => {
  const auth = await open(t)
  const both = await Promise.all([1, 2].map(() => add(auth, auth.alice, { title: 'Atlas' })))
  assert.deepEqual(both.map(({ status }) => status).toSorted(), [201, 400])
  const refused = both.find(({ status }) => status === 400)
  assert.deepEqual(refused?.json, { title: ['book with this title already exists.'] })
})

test('lists have pages, filters, search and ordering', async t => {
  const auth = await open(t)
  for (const [title, price] of [
    ['Ten', '10'],
    ['Nine', '9'],
    ['Two %', '2'],
  ])
    await add(auth, auth.alice, { title, price })
  const get = async (query: string) => (await auth.request('GET', `/api/books/${query}`)).json
  const titles = async (query: string) => (await get(query)).results.map(({ title }: { title: string }) => title)
  const first = await get('?zebra=1')
  assert.deepEqual([first.count, first.next, first.previous], [3, 'http://localhost/api/books/?page=2&zebra=1', null])
  assert.equal((await get('?page=2')).previous, 'http://localhost/api/books/')
  assert.deepEqual(await get('?page=3'), { detail: 'Invalid page.' })
  assert.deepEqual(await titles('?ordering=price&page=1'), ['Two %', 'Nine'])
  assert.deepEqual(await titles('?ordering=-price'), ['Ten', 'Nine'])
  assert.deepEqual(await titles('?ordering=secret'), ['Ten', 'Nine'])
  assert.deepEqual(await titles('?search=%25'), ['Two %'])
  assert.deepEqual(await titles('?search=NINE'), ['Nine'])
  assert.deepEqual(await titles('?price=9.0'), ['Nine'])
  assert.deepEqual(await get('?price=x'), { price: ['Enter a number.'] })
  assert.deepEqual((await get('?lent=perhaps')).count, 3)
})

test('a column that is not a field is never shown or written (mass assignment)', async t => {
  const auth = await open(t)
  const made = await add(auth, auth.alice, { title: 'Atlas', secret: 'known', owner: 999, id: 7 })
  assert.equal('secret' in made.json, false)
  assert.notEqual(made.json.owner, 999)
  const row = auth.store.database.prepare('SELECT id, secret FROM books').get()
  assert.deepEqual({ ...row }, { id: 1, secret: 'hidden' })
})

test('an unsafe method on a row is 403 for another user, and 401 without a token', async t => {
  const auth = await open(t)
  const { id } = (await add(auth, auth.alice, { title: 'Atlas' })).json
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    assert.equal(
      (await auth.request(method, `/api/books/${id}/`, { token: auth.bob, json: { title: 'Mine' } })).status,
      403,
    )
    assert.equal((await auth.request(method, `/api/books/${id}/`, { json: { title: 'Mine' } })).status, 401)
  }
  assert.equal((await auth.request('GET', `/api/books/${id}/`)).json.title, 'Atlas')
})

test("if owners see only their own rows, another user's row is a 404 (IDOR)", async t => {
  const own = { ...books, owner: { column: 'owner', rows: 'own' }, permissions: [isAuthenticated] } satisfies Resource
  const auth = await open(t, own)
  const { id } = (await add(auth, auth.alice, { title: 'Diary' })).json
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const reply = await auth.request(method, `/api/books/${id}/`, { token: auth.bob, json: { title: 'Mine' } })
    assert.deepEqual([reply.status, reply.json], [404, { detail: 'No Book matches the given query.' }], method)
  }
  const list = await auth.request('GET', '/api/books/?search=Diary', { token: auth.bob })
  assert.equal(list.json.count, 0)
})

test('a row that changes after the permission check is checked again (TOCTOU)', async t => {
  const seen: unknown[] = []
  let interfere = () => {}
  const stillCheap = defineObjectPermission('StillCheap', (_, book: { readonly price: string }) => {
    seen.push(book.price)
    interfere()
    return book.price === '1.00'
  })
  const auth = await open(t, { ...books, permissions: [stillCheap] })
  const { id } = (await add(auth, auth.alice, { title: 'Atlas', price: '1' })).json
  interfere = () => void auth.store.database.prepare("UPDATE books SET price = '9.00'").run()
  const reply = await auth.request('DELETE', `/api/books/${id}/`, { token: auth.alice })
  assert.deepEqual([reply.status, seen], [403, ['1.00', '9.00']])
})

test('with the actions list and create only, a single row has no path', async t => {
  const auth = await open(t, { ...books, actions: ['list', 'create'] } as Resource)
  const { id } = (await add(auth, auth.alice, { title: 'Atlas' })).json
  assert.equal((await auth.request('GET', `/api/books/${id}/`)).json.detail, 'Not found.')
  assert.equal((await auth.request('GET', '/api/books/')).headers.get('allow'), 'GET, POST, HEAD, OPTIONS')
})

test('an invalid id is a 404', async t => {
  const auth = await open(t)
  const detail = async (id: string) => (await auth.request('GET', `/api/books/${id}/`)).json.detail
  assert.equal(await detail('abc'), 'Not found.')
  assert.equal(await detail('99999999999999999999'), 'No Book matches the given query.')
  assert.equal(await detail('1%20OR%201=1'), 'Not found.')
})

test('an invalid definition throws', () => {
  const define = (change: Record<string, unknown>) => () => defineResource({ ...books, ...change } as never)
  assert.throws(define({ table: 'books; DROP TABLE users' }), /not a valid name of a table/)
  assert.throws(define({ owner: { column: 'title', rows: 'all' } }), /has to be read-only/)
  assert.throws(define({ joined: { shelf_name: 'title.name' } }), /not a foreign key/)
  assert.throws(define({ path: '/api/books' }), /does not end in a slash/)
})

test('OPTIONS describes only the actions that the caller has permission for', async t => {
  const auth = await open(t)
  const { id } = (await add(auth, auth.alice, { title: 'Atlas' })).json
  const actions = async (path: string, token?: string) => {
    const reply = await auth.request('OPTIONS', path, token === undefined ? {} : { token })
    return Object.keys(reply.json.actions ?? {})
  }
  assert.deepEqual(await actions('/api/books/'), [])
  assert.deepEqual(await actions('/api/books/', auth.bob), ['POST'])
  assert.deepEqual(await actions(`/api/books/${id}/`, auth.bob), [])
  assert.deepEqual(await actions(`/api/books/${id}/`, auth.alice), ['PUT'])
  assert.deepEqual(await actions('/api/books/999/', auth.alice), [])
})

test('of forty simultaneous changes of one row, none is lost', async t => {
  const auth = await open(t)
  const { id } = (await add(auth, auth.alice, { title: 'Atlas' })).json
  const change = (n: number) => {
    const json = n % 2 === 0 ? { price: `${n}` } : { row: `shelf ${n}` }
    return auth.request('PATCH', `/api/books/${id}/`, { token: auth.alice, json })
  }
  const replies = await Promise.all(Array.from({ length: 40 }, (_, n) => change(n)))
  assert.deepEqual([...new Set(replies.map(({ status }) => status))], [200])
  const { price, row } = (await auth.request('GET', `/api/books/${id}/`)).json
  assert.notEqual(price, '0.00')
  assert.notEqual(row, '')
})

test('a page takes the same number of statements, however many rows it shows (N+1)', async t => {
  const auth = await open(t, { ...books, pageSize: 50 })
  const few = await countStatements(auth, 1)
  const many = await countStatements(auth, 40)
  // The count of all rows, and the page with its joins.
  assert.deepEqual([few, many], [2, 2])
})

/** How many statements a list of at least `count` rows prepares, each row with a joined field. */
async function countStatements(auth: TestAuth & { alice: string }, count: number): Promise<number> {
  for (let n = 0; n < count; n += 1)
    await add(auth, auth.alice, { title: `Book ${count}-${n}`, shelf: 1, place: `${count}-${n}` })
  const { database } = auth.store
  const { prepare } = database
  let prepared = 0
  database.prepare = sql => {
    prepared += 1
    return prepare(sql)
  }
  const page = await auth.request('GET', '/api/books/')
  database.prepare = prepare
  assert.equal(page.json.results.at(-1).shelf_name, 'Poetry')
  return prepared
}

test("a missing column is a 500, and the event has the database's message", async t => {
  const auth = await open(t, books)
  auth.store.database.exec('ALTER TABLE books DROP COLUMN price')
  for (const [method, path] of [
    ['GET', '/api/books/'],
    ['POST', '/api/books/'],
  ] as const) {
    const json = method === 'POST' ? { json: { title: 'Atlas', price: '1.00' } } : {}
    const reply = await auth.request(method, path, { token: auth.alice, ...json })
    assert.deepEqual([reply.status, reply.json], [500, { detail: 'Internal server error.' }])
  }
  const causes = auth.events.flatMap(event => (event.name === 'request.failed' ? [String(event.data.cause)] : []))
  assert.equal(causes.length, 2)
  for (const cause of causes) assert.match(cause, /no (such )?column.*price|no column named price/)
})

const misshapen: Readonly<Record<string, readonly [object, RegExp]>> = {
  'no fields': [{ fields: undefined }, /its schema is not an object of fields/],
  'a bare object for fields': [{ fields: { id: readOnlyField('integer') } }, /write z\.object/],
  'a plain zod type': [{ fields: z.object({ id: z.number() }) }, /has `id`, which is not a field/],
  'a misspelt option': [{ serch: ['title'] }, /no option serch: write search/],
  'an option of Django': [{ search_fields: ['title'] }, /no option search_fields: write search/],
  'an unknown option': [{ colour: 1 }, /no option colour$/],
  'no table': [{ table: undefined }, /its table has to be text/],
  'no path': [{ path: 5 }, /its path has to be text/],
  'an action that does not exist': [{ actions: ['lst'] }, /actions has lst: write some of list, create/],
  'one action alone': [{ actions: 'list' }, /write actions: \[/],
  'a permission by name': [{ permissions: ['IsAuthenticated'] }, /no permission: make it with definePermission/],
  'one permission alone': [{ permissions: isAuthenticated }, /write permissions: \[/],
  'an owner without rows': [{ owner: { column: 'owner' } }, /owner has to be \{ column, rows: 'own' \}/],
  'an owner that is text': [{ owner: 'owner' }, /owner has to be/],
  'a console that is text': [{ console: 'off' }, /console has to be false, or \{ model, actions \}/],
  'an unknown option of the console': [
    { console: { label: 'x' } },
    /console has no option label: write model or actions/,
  ],
  'a model without its app': [{ console: { model: 'product' } }, /console.model has to be a label such as/],
  'a model that no permission can name': [{ console: { model: 'shop.my product' } }, /console.model has to be/],
  'one action of the console': [{ console: { actions: 'list' } }, /console.actions has to be a list/],
  'an action of the console that does not exist': [{ console: { actions: ['lst'] } }, /console.actions has lst: write/],
  'a page size in quotes': [{ pageSize: '10' }, /pageSize has to be a number from 1, or null/],
}

for (const [name, [change, says]] of Object.entries(misshapen)) {
  test(`a resource with ${name} is refused with what to write`, () => {
    assert.throws(() => defineResource({ ...books, ...change } as never), { name: 'TypeError', message: says })
  })
}
