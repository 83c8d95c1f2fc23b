import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestStore, storeSettings } from '../../testing/sqlite-store.ts'
import { addUser, beginning, now, oldHash, stamp } from '../../testing/store-contract/opened-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { UserIdsFixedError } from '../errors.ts'
import { openSqliteStore } from './store.ts'

const id = '0b6f5e2a-7c1d-4e3f-8a9b-0c1d2e3f4a5b'
const uuids = { userIds: 'uuid' } as const

test('with userIds uuid, users, sessions, groups and the audit log hold UUIDs', async t => {
  const store = openTestStore(t, ':memory:', uuids)
  const user = await addUser(store, 'alice@example.com', { id })
  assert.equal(user.id, id)
  assert.equal((await store.users.findByLogin('alice@example.com'))?.id, id)
  await store.sessions.start(beginning(user, 'one', { provenBy: oldHash }))
  assert.equal((await store.sessions.find('one'))?.userId, id)
  assert.equal((await store.sessions.listLive(id, now)).length, 1)
  await store.groups.create('editors', now)
  assert.equal(await store.groups.addMember('editors', id, now), 'done')
  assert.equal((await store.audit.findBySession('one'))[0]?.userId, id)
  assert.equal(await store.directory.delete(id, now), 'deleted')
  assert.deepEqual(
    (await store.groups.list()).map(({ members }) => members),
    [0],
  )
  assert.equal(await store.sessions.tokenStatus('one', id, stamp('one-1')), 'gone')
})

test('with UUIDs the audit log is still append-only, and every index exists', t => {
  const objects = (settings: Parameters<typeof openTestStore>[2]) =>
    openTestStore(t, ':memory:', settings)
      .database.prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
      .all()
  assert.deepEqual(objects(uuids), objects({}))
  const { database } = openTestStore(t, ':memory:', uuids)
  database.exec("INSERT INTO audit (at, event) VALUES (1, 'x')")
  assert.throws(() => database.exec('DELETE FROM audit'), /audit rows are kept/)
})

test('every column with a user id can hold a UUID', t => {
  const { database } = openTestStore(t, ':memory:', uuids)
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  for (const { name: table } of tables) {
    const columns = database.prepare('SELECT name, type FROM pragma_table_info(?)').all(String(table))
    const keys = database.prepare(`SELECT "from" FROM pragma_foreign_key_list(?) WHERE "table" = 'users'`)
    const holders = new Set(['user_id', ...keys.all(String(table)).map(({ from }) => String(from))])
    for (const { name, type } of columns) {
      if (holders.has(String(name))) assert.match(String(type), /^(TEXT|ANY)$/, `${table}.${name}`)
    }
  }
  assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), [])
})

test('views, triggers and keys of an application that name users outlive the change of the kind', async t => {
  const path = join(temporaryFolder(t), 'users.sqlite3')
  const schema = {
    migrations: [
      {
        number: 1,
        name: 'profiles',
        sql: `
          CREATE TABLE profiles (owner TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE) STRICT;
          CREATE VIEW names AS SELECT id, email FROM users JOIN profiles ON owner = id;
          CREATE TRIGGER profile_of AFTER INSERT ON users BEGIN INSERT INTO profiles VALUES (NEW.id); END;`,
      },
    ],
  }
  await openSqliteStore(path, storeSettings, schema).close()
  const store = openSqliteStore(path, { ...storeSettings, ...uuids }, schema)
  t.after(() => store.close())
  await addUser(store, 'alice@example.com', { id })
  assert.deepEqual({ ...store.database.prepare('SELECT * FROM names').get() }, { id, email: 'alice@example.com' })
  assert.equal(await store.directory.delete(id, now), 'deleted')
  assert.deepEqual(store.database.prepare('SELECT * FROM profiles').all(), [])
})

test('an id of the other kind finds no user', async t => {
  const [byUuid, byNumber] = [openTestStore(t, ':memory:', uuids), openTestStore(t)]
  await addUser(byUuid, 'alice@example.com', { id })
  await addUser(byNumber, 'alice@example.com')
  assert.equal(await byUuid.users.findById(1), undefined)
  assert.equal(await byNumber.users.findById(id), undefined)
})

test('the kind can only change before the first user, even if all users have been deleted', async t => {
  const path = join(temporaryFolder(t), 'users.sqlite3')
  const open = (settings: Parameters<typeof openTestStore>[2]) =>
    openSqliteStore(path, { ...storeSettings, ...settings })
  await open({}).close()
  await open(uuids).close()
  await open({}).close()
  const store = open(uuids)
  await addUser(store, 'alice@example.com', { id })
  await store.directory.delete(id, now)
  await store.close()
  assert.throws(() => open({}), new UserIdsFixedError('uuid'))
  await open(uuids).close()
})
