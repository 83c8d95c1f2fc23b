/** The contract of TableStore for operators: a change and its row of the audit table are one. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { FoundRow, RowId, TableRecord, TableView } from '../../features/resources/table-store.ts'
import { addUser, now, type OpenedStore, type OpenStore, origin } from './opened-store.ts'

const books: TableView = {
  table: 'books',
  columns: [
    { name: 'id', kind: 'integer' },
    { name: 'title', kind: 'string' },
    { name: 'price', kind: 'decimal', decimalPlaces: 2 },
    { name: 'lent', kind: 'boolean' },
    { name: 'shelf', kind: 'field' },
  ],
  joins: [],
}
const everything = { equals: {}, search: { terms: [], columns: [] } }
const trace = 'f'.repeat(32)
const record: TableRecord = {
  at: now,
  by: { ...origin, actor: '7', traceId: trace },
  told: ['title', 'price', 'lent', 'shelf'],
}

async function openBooks(open: OpenStore, t: TestContext): Promise<OpenedStore> {
  const store = await open(t)
  await store.createBookTables()
  return store
}

async function rowsOf({ audit }: OpenedStore) {
  const rows = await audit.findByTrace(trace)
  return rows.map(({ event, subject, actor, changes }) => [event, subject, actor, changes])
}

async function find({ tables }: OpenedStore, id: RowId): Promise<FoundRow> {
  return (await tables.find(books, { id })) ?? assert.fail()
}

async function insert({ tables }: OpenedStore, values: Readonly<Record<string, string>>): Promise<RowId> {
  const saved = await tables.insert(books, values, record)
  assert.ok(saved.outcome === 'saved', saved.outcome)
  return saved.id
}

export function testRecordedRows(name: string, open: OpenStore): void {
  testRecords(name, open)
  testOneTransaction(name, open)
}

function testRecords(name: string, open: OpenStore): void {
  test(`${name}: what an operator changes leaves a row with old and new, and nothing where nothing changed`, async t => {
    const store = await openBooks(open, t)
    const { tables } = store
    const id = await insert(store, { title: 'Atlas', price: '8.5' })
    const changed = await tables.update(books, await find(store, id), { price: '9.50', lent: true }, record)
    assert.deepEqual(changed, { outcome: 'saved', names: ['price', 'lent'] })
    const same = await tables.update(books, await find(store, id), { price: '9.5', lent: true }, record)
    assert.deepEqual(same, { outcome: 'saved', names: [] })
    assert.deepEqual(await tables.remove(books, await find(store, id), record), { outcome: 'removed' })
    const subject = `row:books:${id}`
    assert.deepEqual(await rowsOf(store), [
      ['resource.row_created', subject, '7', { title: [null, 'Atlas'], price: [null, '8.50'] }],
      ['resource.row_changed', subject, '7', { price: ['8.50', '9.50'], lent: [false, true] }],
      ['resource.row_deleted', subject, '7', { title: ['Atlas', null], price: ['9.50', null], lent: [true, null] }],
    ])
  })

  test(`${name}: columns that are not told are in no row of the audit table, and long texts are cut`, async t => {
    const store = await openBooks(open, t)
    const saved = await store.tables.insert(
      books,
      { title: 'x'.repeat(5000), price: '1.00' },
      { ...record, told: ['title'] },
    )
    assert.equal(saved.outcome, 'saved')
    const [[, , , changes] = []] = await rowsOf(store)
    assert.deepEqual(changes, { title: [null, `${'x'.repeat(1000)}… (5000 characters)`] })
  })

  test(`${name}: what is refused, or was changed by another in between, leaves no row`, async t => {
    const store = await openBooks(open, t)
    const { tables } = store
    const id = await insert(store, { title: 'Atlas' })
    const checked = await find(store, id)
    const outcomes = [
      await tables.insert(books, { title: 'Atlas' }, record),
      await tables.insert(books, { title: 'x', shelf: 7 }, record),
      await tables.update(books, checked, { title: 'Second' }),
      await tables.update(books, checked, { title: 'Third' }, record),
      await tables.remove(books, checked, record),
    ]
    assert.deepEqual(outcomes, [
      { outcome: 'duplicate', columns: ['title'] },
      { outcome: 'missing_reference' },
      { outcome: 'saved' },
      { outcome: 'changed' },
      { outcome: 'changed' },
    ])
    assert.equal((await rowsOf(store)).length, 1)
  })
}

function testOneTransaction(name: string, open: OpenStore): void {
  test(`${name}: without its row of the audit table a change is not made either`, async t => {
    const store = await openBooks(open, t)
    const { tables } = store
    const id = await insert(store, { title: 'Atlas' })
    await store.runSql('ALTER TABLE audit RENAME TO audit_away')
    const checked = await find(store, id)
    await assert.rejects(tables.update(books, checked, { title: 'Second' }, record))
    await assert.rejects(tables.insert(books, { title: 'Third' }, record))
    await assert.rejects(tables.remove(books, checked, record))
    await store.runSql('ALTER TABLE audit_away RENAME TO audit')
    const rows = await tables.select(books, everything, { order: [], offset: 0, limit: null })
    assert.deepEqual(
      rows.map(({ title }) => title),
      ['Atlas'],
    )
  })

  test(`${name}: a row is given to an account that exists at that moment, and to no other`, async t => {
    const store = await openBooks(open, t)
    const { tables } = store
    await store.runSql('ALTER TABLE books ADD COLUMN owner INTEGER')
    const owned = { ...books, columns: [...books.columns, { name: 'owner', kind: 'integer' } as const] }
    const naming = { ...record, account: 'owner' }
    const { id: owner } = await addUser(store, 'alice@example.com')
    assert.equal((await tables.insert(owned, { title: 'Atlas', owner: Number(owner) }, naming)).outcome, 'saved')
    await store.deleteUser(owner)
    const refused = await tables.insert(owned, { title: 'Second', owner: Number(owner) }, naming)
    assert.deepEqual(refused, { outcome: 'missing_account', column: 'owner', id: owner })
    assert.equal(await tables.count(owned, everything), 1)
  })
}
