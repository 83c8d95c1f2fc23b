import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { openTestStore, storeSettings } from '../../testing/sqlite-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { SchemaTooNewError } from '../errors.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrations.ts'

function openFile(t: TestContext) {
  const db = openDatabase(join(temporaryFolder(t), 'latchkey.sqlite3'))
  t.after(() => db.close())
  return db
}

test('a second migration does nothing', t => {
  const db = openFile(t)
  const steps = migrate(db)
  const numbers = steps.map(({ number }) => number)
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].toSorted((one, other) => one - other),
  )
  assert.ok(steps.length > 0)
  assert.deepEqual(migrate(db), [])
})

test('a file from a newer version is refused and not changed', t => {
  const db = openFile(t)
  migrate(db)
  db.exec("INSERT INTO schema_migrations (number, name) VALUES (9999, 'from the future')")
  assert.throws(() => migrate(db), SchemaTooNewError)
  assert.throws(() => migrate(db), /is at migration 9999, this version knows \d+/)
})

test('a step that fails is rolled back, and runs again the next time', t => {
  const db = openFile(t)
  db.exec('CREATE TABLE sessions (in_the_way TEXT)')
  assert.throws(() => migrate(db), /sessions already exists/)
  assert.equal(db.prepare("SELECT name FROM sqlite_master WHERE name = 'users'").get(), undefined)
  db.exec('DROP TABLE sessions')
  assert.notDeepEqual(migrate(db), [])
})

test('processes that open a new file at the same time all succeed, and each step runs once', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const opening = `
    const { openSqliteStore } = await import(${JSON.stringify(new URL('store.ts', import.meta.url).href)})
    const store = openSqliteStore(${JSON.stringify(path)}, ${JSON.stringify(storeSettings)})
    console.log(store.migrated.length)
    await store.close()`
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', opening])
  const outputs = await Promise.all(Array.from({ length: 4 }, run))
  const taken = outputs.reduce((sum, { stdout }) => sum + Number(stdout), 0)
  assert.equal(taken, migrate(openDatabase(':memory:')).length)
})

test('a process waits while another one is creating the file', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const making = new Worker(
    `const { DatabaseSync } = require('node:sqlite')
     const db = new DatabaseSync(${JSON.stringify(path)})
     db.exec('CREATE TABLE early (x); BEGIN IMMEDIATE; INSERT INTO early VALUES (1)')
     require('node:worker_threads').parentPort.postMessage('holds the lock')
     setTimeout(() => db.exec('COMMIT'), 200)`,
    { eval: true },
  )
  await once(making, 'message')
  const db = openDatabase(path)
  assert.equal(db.prepare('PRAGMA journal_mode').get()?.journal_mode, 'wal')
  assert.equal(db.prepare('SELECT count(*) AS rows FROM early').get()?.rows, 1)
  db.close()
})

test('every time, key and flag has a column that refuses values of another type', t => {
  const { database } = openTestStore(t)
  const tables = database.prepare(
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  )
  // The search index and the tables that SQLite keeps for it.
  const own = tables.all().filter(({ name }) => !String(name).startsWith('user_search_grams'))
  for (const { name, sql } of own) assert.match(String(sql), /\) STRICT/, String(name))
})
