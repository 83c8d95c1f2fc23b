/** The contract of TableStore, on which resources rely. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  FoundRow,
  RowId,
  Selection,
  TableRow,
  TableStore,
  TableView,
} from '../../features/resources/table-store.ts'
import { addUser, type OpenedStore, type OpenStore } from './opened-store.ts'

const books: TableView = {
  table: 'books',
  columns: [
    { name: 'id', kind: 'integer' },
    { name: 'title', kind: 'string' },
    { name: 'price', kind: 'decimal' },
    { name: 'lent', kind: 'boolean' },
    { name: 'shelf', kind: 'field' },
  ],
  joins: [{ name: 'shelf_name', kind: 'string', key: 'shelf', table: 'shelves', column: 'name' }],
}
const shelves: TableView = {
  table: 'shelves',
  columns: [
    { name: 'id', kind: 'integer' },
    { name: 'name', kind: 'string' },
  ],
  joins: [],
}
const all: Selection = { equals: {}, search: { terms: [], columns: [] } }
const whole = { order: [{ column: 'id', descending: false }], offset: 0, limit: null } as const

async function openTables(
  open: OpenStore,
  t: Parameters<OpenStore>[0],
  key: 'immediate' | 'deferred' = 'immediate',
): Promise<OpenedStore> {
  const store = await open(t)
  await store.createBookTables(key)
  return store
}

async function read(tables: TableStore, view: TableView, id: RowId | undefined): Promise<FoundRow> {
  const row = await tables.find(view, { id: id ?? null })
  if (row === undefined) throw new Error(`no row ${id}`)
  return row
}

async function add(tables: TableStore, view: TableView, values: TableRow): Promise<RowId> {
  const saved = await tables.insert(view, values)
  if (saved.outcome !== 'saved') throw new Error(`not saved: ${saved.outcome}`)
  return saved.id
}

const search = (match: 'contains' | 'starts' | 'equals', ...terms: string[]): Selection => ({
  equals: {},
  search: { terms, columns: [{ name: 'title', match }] },
})

export function testTables(name: string, open: OpenStore): void {
  testReading(name, open)
  testBeyond(name, open)
  testWriting(name, open)
  testJoins(name, open)
}

function testReading(name: string, open: OpenStore): void {
  test(`${name}: a row comes back as it was written, with defaults and what its keys name`, async t => {
    const { tables } = await openTables(open, t)
    const shelf = await add(tables, shelves, { name: 'Maps' })
    const id = await add(tables, books, { title: 'Atlas', price: '8.50', lent: true, shelf })
    const bare = await add(tables, books, { title: 'Bare' })
    const [first, second] = await tables.select(books, all, whole)
    assert.deepEqual(first, { id, title: 'Atlas', price: '8.50', lent: true, shelf, shelf_name: 'Maps' })
    assert.deepEqual(second, { id: bare, title: 'Bare', price: '0.00', lent: false, shelf: null, shelf_name: null })
    assert.deepEqual((await tables.find(books, { id, lent: true }))?.values, first)
    assert.equal(await tables.find(books, { id, lent: false }), undefined)
    assert.equal(await tables.find(books, { id: 999 }), undefined)
  })

  test(`${name}: rows are selected by values, counted, ordered and cut into pages`, async t => {
    const { tables } = await openTables(open, t)
    for (const [title, price] of Object.entries({ ten: '10.00', nine: '9.00', two: '2.50' })) {
      await add(tables, books, { title, price })
    }
    const prices = async (descending: boolean, offset = 0, limit: number | null = null) => {
      const order = [{ column: 'price', descending }, ...whole.order]
      return (await tables.select(books, all, { order, offset, limit })).map(({ price }) => price)
    }
    assert.deepEqual(await prices(false), ['2.50', '9.00', '10.00'])
    assert.deepEqual(await prices(true, 1, 1), ['9.00'])
    assert.equal(await tables.count(books, all), 3)
    assert.equal(await tables.count(books, { ...all, equals: { title: 'nine' } }), 1)
    assert.equal(await tables.count(books, { ...all, equals: { shelf: null } }), 3)
  })

  test(`${name}: a search minds no ASCII case, and its characters stand for themselves`, async t => {
    const { tables } = await openTables(open, t)
    for (const title of ['Cosmic Tales', '100% Wool', "It's"]) await add(tables, books, { title })
    const counts = async (match: 'contains' | 'starts' | 'equals', ...terms: string[]) =>
      await tables.count(books, search(match, ...terms))
    assert.equal(await counts('contains', 'TALES', 'cos'), 1)
    assert.equal(await counts('contains', 'tales', 'wool'), 0)
    assert.equal(await counts('contains', '%'), 1)
    assert.equal(await counts('contains', '_'), 0)
    assert.equal(await counts('contains', "'"), 1)
    assert.equal(await counts('contains', ''), 3)
    assert.equal(await counts('starts', 'tales'), 0)
    assert.equal(await counts('starts', 'cosmic'), 1)
    assert.equal(await counts('equals', 'cosmic'), 0)
    assert.equal(await counts('equals', 'cosmic tales'), 1)
  })
}

function testBeyond(name: string, open: OpenStore): void {
  test(`${name}: rows beyond a value are those that the order puts there`, async t => {
    const { tables } = await openTables(open, t)
    for (const [title, price] of [
      ['a', '9.50'],
      ['b', '10.00'],
      ['c', '100.00'],
      ['d', '-1.00'],
    ] as const) {
      await add(tables, books, { title, price })
    }
    const titles = async (beyond: NonNullable<Selection['beyond']>) => {
      const rows = await tables.select(books, { ...all, beyond }, whole)
      return rows.map(({ title, price }) => `${title} ${price}`)
    }
    assert.deepEqual(await titles({ column: 'price', isGreater: true, value: '9.50' }), ['b 10.00', 'c 100.00'])
    assert.deepEqual(await titles({ column: 'price', isGreater: false, value: '10' }), ['a 9.50', 'd -1.00'])
    assert.deepEqual(await titles({ column: 'title', isGreater: true, value: 'c' }), ['d -1.00'])
    assert.deepEqual(await titles({ column: 'title', isGreater: false, value: "b' OR ''='" }), ['a 9.50', 'b 10.00'])
    assert.deepEqual(await titles({ column: 'id', isGreater: true, value: 9_007_199_254_740_993n }), [])
    assert.equal((await titles({ column: 'id', isGreater: false, value: 9_007_199_254_740_993n })).length, 4)
  })
}

function testWriting(name: string, open: OpenStore): void {
  test(`${name}: of two rows with one unique value at once one is made, and the other hears which column`, async t => {
    const { tables } = await openTables(open, t)
    const outcomes = await Promise.all([1, 2].map(() => tables.insert(books, { title: 'Atlas' })))
    const refused = outcomes.filter(({ outcome }) => outcome !== 'saved')
    assert.deepEqual(refused, [{ outcome: 'duplicate', columns: ['title'] }])
    assert.equal(await tables.exists({ table: 'books', columns: [] }, { title: 'Atlas' }), true)
    const row = await tables.find(books, { title: 'Atlas' })
    assert.equal(
      await tables.exists({ table: 'books', columns: [] }, { title: 'Atlas' }, Number(row?.values.id)),
      false,
    )
  })

  for (const key of ['immediate', 'deferred'] as const) {
    test(`${name}: a key that names nothing is refused, and what is named cannot go (${key})`, async t => {
      const { tables } = await openTables(open, t, key)
      assert.deepEqual(await tables.insert(books, { title: 'x', shelf: 7 }), { outcome: 'missing_reference' })
      const shelf = await add(tables, shelves, { name: 'Maps' })
      await add(tables, books, { title: 'Atlas', shelf })
      assert.deepEqual(await tables.remove(shelves, await read(tables, shelves, shelf)), {
        outcome: 'missing_reference',
      })
    })
  }

  test(`${name}: a refused deferred key takes no write of others with it (denial of service)`, async t => {
    const { tables, users } = await openTables(open, t, 'deferred')
    const outcomes = await Promise.all([
      tables.insert(books, { title: 'before' }),
      tables.insert(books, { title: 'x', shelf: 7 }),
      addUser({ users }, 'alice@example.com'),
      tables.insert(books, { title: 'y', shelf: 8 }),
      tables.insert(books, { title: 'behind' }),
    ])
    const refused = outcomes.flatMap((outcome, at) => ('outcome' in outcome && outcome.outcome !== 'saved' ? [at] : []))
    assert.deepEqual(refused, [1, 3])
    assert.equal(await tables.count(books, all), 2)
    assert.notEqual(await users.findByLogin('alice@example.com'), undefined)
  })

  test(`${name}: what was checked is what is changed and deleted`, async t => {
    const { tables } = await openTables(open, t)
    const id = await add(tables, books, { title: 'Atlas', lent: false })
    const checked = await read(tables, books, id)
    assert.deepEqual(await tables.update(books, checked, { lent: true }), { outcome: 'saved' })
    assert.deepEqual(await tables.update(books, checked, { title: 'Lost' }), { outcome: 'changed' })
    assert.deepEqual(await tables.remove(books, checked), { outcome: 'changed' })
    const now = await read(tables, books, id)
    assert.deepEqual([now.values.title, now.values.lent], ['Atlas', true])
    assert.deepEqual(await tables.remove(books, now), { outcome: 'removed' })
    assert.deepEqual(await tables.remove(books, now), { outcome: 'changed' })
  })
}

function testJoins(name: string, open: OpenStore): void {
  test(`${name}: what was checked of another table is held at the write (TOCTOU)`, async t => {
    const { tables } = await openTables(open, t)
    const shelf = await add(tables, shelves, { name: 'Maps' })
    const checked = await read(tables, books, await add(tables, books, { title: 'Atlas', shelf }))
    await tables.update(shelves, await read(tables, shelves, shelf), { name: 'Closed' })
    assert.deepEqual(await tables.update(books, checked, { lent: true }), { outcome: 'changed' })
    assert.deepEqual(await tables.remove(books, checked), { outcome: 'changed' })
    const now = await read(tables, books, Number(checked.values.id))
    assert.equal(now.values.shelf_name, 'Closed')
    assert.deepEqual(await tables.remove(books, now), { outcome: 'removed' })
  })

  test(`${name}: a row of another table is shown to its owners alone (IDOR)`, async t => {
    const { tables } = await openTables(open, t)
    const shelf = await add(tables, shelves, { name: 'Maps' })
    const id = await add(tables, books, { title: 'Atlas', shelf })
    const shownTo = (caller: number | undefined): TableView => ({
      ...books,
      joins: books.joins.map(join => ({ ...join, bounds: [{ owner: 'id' }] })),
      caller,
    })
    for (const [caller, expected] of [
      [Number(shelf), 'Maps'],
      [999, null],
      [undefined, null],
    ] as const) {
      const view = shownTo(caller)
      const row = await read(tables, view, id)
      assert.equal(row.values.shelf_name, expected)
      assert.equal((await tables.select(view, all, whole))[0]?.shelf_name, expected)
      assert.deepEqual(await tables.update(view, row, { title: `Atlas of ${caller}` }), { outcome: 'saved' })
    }
  })
}
