import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openTestStore, storeSettings } from '../../testing/sqlite-store.ts'
import { addUser, beginning, newHash, now, oldHash, revocationsOf } from '../../testing/store-contract/opened-store.ts'
import { type OpenedStore, testStore } from '../../testing/store-contract.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import type { StoreSettings } from '../store-settings.ts'
import { openSqliteStore } from './store.ts'

function openForContract(t: TestContext, path: string, settings?: Partial<StoreSettings>): OpenedStore {
  const store = openTestStore(t, path, settings)
  const deleteUser = async (id: number | string) => {
    store.database.prepare('DELETE FROM users WHERE id = ?').run(id)
  }
  const createBookTables = async (key = 'immediate') =>
    store.database.exec(
      key === 'deferred' ? bookTables.replace('(id)', '(id) DEFERRABLE INITIALLY DEFERRED') : bookTables,
    )
  const runSql = async (sql: string, how?: 'unguarded') => {
    const guards = how === undefined ? [] : store.database.prepare(guardsOfAudit).all()
    for (const { name } of guards) store.database.exec(`DROP TRIGGER ${name}`)
    store.database.exec(sql)
    for (const { sql: made } of guards) store.database.exec(String(made))
  }
  return { ...store, deleteUser, createBookTables, runSql }
}

const guardsOfAudit = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit'"

const bookTables = `
  CREATE TABLE shelves (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
  CREATE TABLE books (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    price TEXT NOT NULL DEFAULT '0.00',
    lent INTEGER NOT NULL DEFAULT 0,
    shelf INTEGER REFERENCES shelves (id)
  ) STRICT;
`

testStore('sqlite in memory', async (t, settings) => openForContract(t, ':memory:', settings))
testStore('sqlite in a file', async (t, settings) => {
  return openForContract(t, join(temporaryFolder(t), 'latchkey.sqlite3'), settings)
})

test('the file and its folder are readable by their owner only: they hold password hashes', t => {
  const folder = join(temporaryFolder(t), '.latchkey')
  openTestStore(t, join(folder, 'latchkey.sqlite3'))
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(join(folder, 'latchkey.sqlite3')).mode & 0o777, 0o600)
})

test('data is still there after closing and opening the file', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const first = openSqliteStore(path, storeSettings)
  const user = await addUser(first, 'alice@example.com')
  await first.sessions.start(beginning(user, 'one'))
  await first.close()
  const second = openTestStore(t, path)
  assert.deepEqual(await second.users.findById(user.id), user)
  assert.equal((await second.sessions.find('one'))?.endedAt, null)
})

test('closing waits for pending writes', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const first = openSqliteStore(path, storeSettings)
  const writing = addUser(first, 'alice@example.com')
  await first.close()
  const { id } = await writing
  assert.equal((await openTestStore(t, path).users.findById(id))?.email, 'alice@example.com')
})

test('the audit row of an action is written in its transaction', async t => {
  const store = openTestStore(t)
  const user = await addUser(store, 'alice@example.com')
  await store.sessions.start(beginning(user, 'one'))
  await store.users.changePassword({ userId: user.id, from: oldHash, to: newHash, now })
  const rows = store.database.prepare('SELECT event, user_id, sid, reason FROM audit ORDER BY id').all()
  assert.deepEqual(
    rows.map(row => ({ ...row })),
    [
      { event: 'user.created', user_id: user.id, sid: null, reason: null },
      { event: 'session.started', user_id: user.id, sid: 'one', reason: 'password' },
      { event: 'password.changed', user_id: user.id, sid: null, reason: null },
      { event: 'session.ended', user_id: user.id, sid: 'one', reason: 'password_change' },
    ],
  )
})

test('if part of an action cannot be written, none of it is', async t => {
  const store = openTestStore(t)
  const user = await addUser(store, 'alice@example.com')
  await store.sessions.start(beginning(user, 'one'))
  store.database.exec(`
    CREATE TRIGGER no_more BEFORE INSERT ON revocations WHEN NEW.kind = 'sid'
    BEGIN SELECT RAISE(ABORT, 'disk on fire'); END`)
  const change = { userId: user.id, from: oldHash, to: newHash, now }
  await assert.rejects(store.users.changePassword(change), /disk on fire/)
  assert.equal((await store.users.findById(user.id))?.password.reveal(), oldHash.reveal())
  assert.equal((await store.sessions.find('one'))?.endedAt, null)
  assert.deepEqual(await revocationsOf(store), [])
})
