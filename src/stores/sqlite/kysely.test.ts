import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql as raw } from 'kysely'
import { storeSettings } from '../../testing/sqlite-store.ts'
import { ConstraintError } from '../transactions/constraint-error.ts'
import { openSqliteStore } from './store.ts'

interface Tables {
  readonly words: { readonly word: string; readonly count: number }
}
const sql =
  'CREATE TABLE words (word TEXT PRIMARY KEY, count INTEGER NOT NULL, kind INTEGER REFERENCES kinds (id)) STRICT; CREATE TABLE kinds (id INTEGER PRIMARY KEY) STRICT;' +
  `CREATE TABLE rules (
    id INTEGER PRIMARY KEY,
    a TEXT NOT NULL UNIQUE,
    b TEXT,
    n INTEGER CHECK (n < 100),
    k INTEGER REFERENCES kinds (id) ON DELETE RESTRICT,
    d INTEGER REFERENCES kinds (id) DEFERRABLE INITIALLY DEFERRED
  ) STRICT;
  CREATE UNIQUE INDEX lower_b ON rules (lower(b));
  CREATE TRIGGER unlucky BEFORE INSERT ON rules WHEN NEW.n = 13 BEGIN SELECT raise(ABORT, 'unlucky'); END;`

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

test('SQL that acts on the shared transaction or connection is refused before it runs', async t => {
  const { db, store } = await open(t)
  const add = (word: string) => db.insertInto('words').values({ word, count: 1 }).execute()
  const refused = [
    'COMMIT',
    '  commit',
    ';COMMIT',
    '-- SELECT\nROLLBACK',
    '/* SELECT */ END',
    'BEGIN',
    'SAVEPOINT job',
    'RELEASE job',
    'ROLLBACK TO job',
    'PRAGMA foreign_keys = OFF',
    "ATTACH ':memory:' AS other",
    'DETACH other',
    'VACUUM',
    '\uFEFFCOMMIT',
  ]
  const outcomes = await Promise.allSettled(
    refused.flatMap((text, index) => [add(`word ${index}`), raw.raw(text).execute(db)]),
  )
  outcomes.forEach((outcome, index) => {
    if (index % 2 === 0) assert.equal(outcome.status, 'fulfilled')
    else assert.ok(outcome.status === 'rejected' && outcome.reason instanceof TypeError, refused[(index - 1) / 2])
  })
  assert.equal((await db.selectFrom('words').selectAll().execute()).length, refused.length)
  assert.equal(store.database.prepare('PRAGMA foreign_keys').get()?.foreign_keys, 1)
  assert.equal((await raw<{ n: number }>`/* one */ SELECT 1 AS n`.execute(db)).rows[0]?.n, 1)
})

test('each rule of the schema that refuses a write is named, with its columns where they are known', async t => {
  const { db } = await open(t)
  const statements = {
    "INSERT INTO rules (id, a) VALUES (1, 'x'), (1, 'y')": ['unique', ['id'], 'rules'],
    "INSERT INTO rules (a) VALUES ('x'), ('x')": ['unique', ['a'], 'rules'],
    "INSERT INTO rules (a, b) VALUES ('x', 'y'), ('X', 'Y')": ['unique', [], undefined],
    'INSERT INTO rules (a) VALUES (NULL)': ['not_null', ['a'], 'rules'],
    "INSERT INTO rules (a, n) VALUES ('x', 500)": ['check', [], undefined],
    "INSERT INTO rules (a, n) VALUES ('x', 'many')": ['type', ['n'], 'rules'],
    "INSERT INTO rules (id, a) VALUES ('one', 'x')": ['type', [], undefined],
    "INSERT INTO rules (a, k) VALUES ('x', 7)": ['foreign_key', [], undefined],
    "INSERT INTO rules (a, d) VALUES ('x', 7)": ['foreign_key', [], undefined],
    "INSERT INTO rules (a, n) VALUES ('x', 13)": ['other', [], undefined],
  } as const
  for (const [text, [rule, columns, table]] of Object.entries(statements)) {
    await assert.rejects(raw.raw(text).execute(db), { name: 'ConstraintError', rule, columns, table }, text)
  }
})
