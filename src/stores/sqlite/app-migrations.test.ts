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
  await assert.rejects(withStore(path, [shelves]), /the file is at step 2, this application knows 1/)
  await assert.rejects(withStore(path, [books]), AppMigrationError)
})
