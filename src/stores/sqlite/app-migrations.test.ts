import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storeSettings } from '../../testing/sqlite-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { AppMigrationError } from '../errors.ts'
import type { AppMigration } from '../store-settings.ts'
import { openSqliteStore, type SqliteStore } from './store.ts'

const shelves = { number: 1, name: 'shelves', sql: 'CREATE TABLE shelves (id INTEGER PRIMARY KEY) STRICT' }
const books = {
  number: 2,
  name: 'books',
  sql: 'CREATE TABLE books (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES users (id)) STRICT',
}

async function withStore(
  path: string,
  migrations: readonly AppMigration[],
  use: (store: SqliteStore) => unknown = () => {},
) {
  const store = openSqliteStore(path, storeSettings, { migrations })
  try {
    await use(store)
    return store.migrated.map(({ name }) => name).filter(name => name === 'shelves' || name === 'books')
  } finally {
    await store.close()
  }
}

test('migrations run once, in order, after those of Latchkey', async t => {
  const path = `${temporaryFolder(t)}/app.sqlite3`
  assert.deepEqual(await withStore(path, [shelves]), ['shelves'])
  assert.deepEqual(await withStore(path, [shelves, books]), ['books'])
  assert.deepEqual(await withStore(path, [shelves, books]), [])
})

test('a migration that fails is rolled back, and runs again at the next start', async t => {
  const path = `${temporaryFolder(t)}/app.sqlite3`
  const broken = { ...books, sql: `${books.sql}; CREATE TABLE nonsense (` }
  await assert.rejects(async () => withStore(path, [shelves, broken]))
  assert.deepEqual(await withStore(path, [shelves, books]), ['books'])
})

test('a migration that was renamed, left out, or removed from the application stops the start', async t => {
  const path = `${temporaryFolder(t)}/app.sqlite3`
  await withStore(path, [shelves, books])
  await assert.rejects(withStore(path, [{ ...shelves, name: 'other' }, books]), /step 1 was shelves, not other/)
  await assert.rejects(withStore(path, [shelves]), /the database is at step 2, this application knows 1/)
  await assert.rejects(withStore(path, [books]), AppMigrationError)
})

test('a step that ends its transaction is refused before anything of it is applied', async t => {
  for (const word of [
    'COMMIT',
    'end transaction',
    '/* now */ BEGIN',
    "SELECT ';';\n-- x\nROLLBACK",
    'SAVEPOINT a',
    'RELEASE a',
  ]) {
    const path = `${temporaryFolder(t)}/app.sqlite3`
    const broken = { ...books, sql: `${books.sql}; ${word}; CREATE TABLE more (id INTEGER)` }
    await assert.rejects(async () => withStore(path, [shelves, broken]), /step 2, books, holds [A-Z]+: each step runs/)
    assert.deepEqual(await withStore(path, [shelves, books]), ['books'], word)
  }
})

test('quoted words, comments and triggers are no end of a transaction', async t => {
  const sql = `${books.sql};
    -- COMMIT;
    CREATE TABLE "commit" (id INTEGER, [end;] TEXT DEFAULT '; COMMIT;') STRICT;
    CREATE TRIGGER books_end AFTER INSERT ON books BEGIN
      SELECT CASE WHEN 1 THEN RAISE(ROLLBACK, 'no') END; DELETE FROM "commit";
    END;`
  const path = `${temporaryFolder(t)}/app.sqlite3`
  assert.deepEqual(await withStore(path, [shelves, { ...books, sql }]), ['shelves', 'books'])
})

test('a step names its reason, also where SQLite has rolled back itself', async t => {
  const path = `${temporaryFolder(t)}/app.sqlite3`
  const sql = 'CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1); INSERT OR ROLLBACK INTO a VALUES (1)'
  await assert.rejects(
    async () => withStore(path, [shelves, { ...books, sql }]),
    /step 2, books, failed: UNIQUE constraint failed: a.id/,
  )
  assert.deepEqual(await withStore(path, [shelves, books]), ['books'])
})

test('a step names its reason, also where only the commit finds it', async t => {
  const path = `${temporaryFolder(t)}/app.sqlite3`
  const sql = `CREATE TABLE a (shelf INTEGER REFERENCES shelves (id) DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO a VALUES (9)`
  await assert.rejects(
    async () => withStore(path, [shelves, { ...books, sql }]),
    /step 2, books, failed: FOREIGN KEY constraint failed/,
  )
  assert.deepEqual(await withStore(path, [shelves, books]), ['books'])
})

test('triggers, views, generated columns and search indexes of an application work', t => {
  const store = openSqliteStore(':memory:', storeSettings, {
    migrations: [
      {
        number: 1,
        name: 'a search index',
        sql: `
          CREATE TABLE posts (id INTEGER PRIMARY KEY, text TEXT, size INTEGER AS (length(text)), changed INTEGER DEFAULT 0);
          CREATE VIRTUAL TABLE post_index USING fts5 (text, content = 'posts', content_rowid = 'id');
          CREATE VIRTUAL TABLE places USING rtree (id, west, east);
          CREATE TRIGGER indexed AFTER INSERT ON posts
          BEGIN INSERT INTO post_index (rowid, text) VALUES (NEW.id, NEW.text); END;
          CREATE TRIGGER placed AFTER INSERT ON posts BEGIN INSERT INTO places VALUES (NEW.id, 0, NEW.id); END;
          CREATE TRIGGER stamped AFTER UPDATE ON posts
          BEGIN UPDATE posts SET changed = changed + 1 WHERE id = NEW.id; END;
          CREATE VIEW found AS SELECT posts.* FROM post_index JOIN posts ON id = post_index.rowid
          WHERE post_index MATCH 'whale' AND json_valid('{}') AND strftime('%Y', 'now') > '2000';`,
      },
    ],
  })
  t.after(() => store.close())
  store.database.exec("INSERT INTO posts (text) VALUES ('a whale'), ('a boat'); UPDATE posts SET text = text")
  const found = store.database.prepare('SELECT * FROM found').all()
  assert.deepEqual(found.map(Object.values), [[1, 'a whale', 7, 1]])
})
