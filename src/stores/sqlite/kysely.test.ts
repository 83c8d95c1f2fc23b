import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { storeSettings } from '../../testing/sqlite-store.ts'
import { ConstraintError } from '../errors.ts'
import { openSqliteStore } from './store.ts'

interface Tables {
  readonly words: { readonly word: string; readonly count: number }
}
const sql =
  'CREATE TABLE words (word TEXT PRIMARY KEY, count INTEGER NOT NULL, kind INTEGER REFERENCES kinds (id)) STRICT; CREATE TABLE kinds (id INTEGER PRIMARY KEY) STRICT'

async function open(t: TestContext) {
  const store = openSqliteStore(':memory:', storeSettings, { migrations: [{ number: 1, name: 'words', sql }] })
  t.after(() => store.close())
  return { store, db: await store.kysely<Tables>() }
}

test('queries are built, with bound values, and return rows', async t => {
  const { db } = await open(t)
  const inserted = await db.insertInto('words').values({ word: "it's", count: 1 }).returning('word').executeTakeFirst()
  assert.equal(inserted?.word, "it's")
  const { numUpdatedRows } = await db.updateTable('words').set({ count: 2 }).executeTakeFirstOrThrow()
  assert.equal(numUpdatedRows, 1n)
  const rows = await db.selectFrom('words').select(['word', 'count']).execute()
  assert.deepEqual(
    rows.map(row => ({ ...row })),
    [{ word: "it's", count: 2 }],
  )
})

test('simultaneous writes share commits, and one that fails does not fail the others', async t => {
  const { db } = await open(t)
  const words = ['a', 'b', 'a', 'c']
  const outcomes = await Promise.allSettled(
    words.map(word => db.insertInto('words').values({ word, count: 0 }).execute()),
  )
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  )
  const refusal = outcomes[2]?.status === 'rejected' ? outcomes[2].reason : undefined
  assert.ok(refusal instanceof ConstraintError)
  assert.deepEqual([refusal.rule, refusal.columns], ['unique', ['word']])
  assert.equal((await db.selectFrom('words').selectAll().execute()).length, 3)
})

test('a query that does not match the schema is not a 503', async t => {
  const { db } = await open(t)
  const wrong = db
    .selectFrom('wrods' as 'words')
    .selectAll()
    .execute()
  await assert.rejects(wrong, { code: 'ERR_SQLITE_ERROR', message: /no such table: wrods/ })
})

test('a transaction over several queries is refused: it would hold the only connection', async t => {
  const { db } = await open(t)
  await assert.rejects(
    db.transaction().execute(async () => {}),
    /no transactions over several queries/,
  )
})
