import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'
import { storeSettings } from '../../testing/sqlite-store.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openSqliteStore } from './store.ts'

/** What others may have in the file, with everything that a careless pattern takes for a column of Latchkey. */
const foreignSchema = `
  CREATE TABLE payments (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL, amount NUMERIC);
  INSERT INTO payments VALUES (1, '00123', 10), (2, '1e5', 10.5), (3, '0x10', '9007199254740993'), (4, 'cus_1', 'x');
  CREATE TABLE strict_notes (user_id TEXT NOT NULL, at ANY) STRICT;
  INSERT INTO strict_notes VALUES ('auth0|1', 1), ('2', '3');
  CREATE TABLE legacy (user_id TEXT UNIQUE, id INTEGER PRIMARY KEY);
  INSERT INTO legacy VALUES ('007', 1), ('7', 2);
  CREATE TABLE numbered (user_id INTEGER NOT NULL, id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
  INSERT INTO numbered VALUES (7, 1), (9007199254740993, 2);
  CREATE TABLE notes (
    id INTEGER PRIMARY KEY, -- not the user_id TEXT of the old system, nor its user_id INTEGER
    text TEXT DEFAULT 'user_id TEXT, user_id INTEGER, id INTEGER PRIMARY KEY AUTOINCREMENT'
  );
  INSERT INTO notes (id) VALUES (1);
  CREATE TABLE pairs (user_id TEXT, n INTEGER, twice INTEGER AS (n * 2) STORED, PRIMARY KEY (user_id, n)) WITHOUT ROWID;
  INSERT INTO pairs (user_id, n) VALUES ('01', 1), ('1', 1);
  CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE, bio TEXT);
  CREATE TABLE links (user_id TEXT REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED, note INTEGER REFERENCES notes (id));
  CREATE VIRTUAL TABLE found USING fts5 (user_id, text);
  INSERT INTO found VALUES ('00123', 'user_id TEXT');
  CREATE VIEW note_texts AS SELECT text, user_id FROM notes, legacy;
  CREATE INDEX payments_by_user ON payments (user_id) WHERE user_id <> '1e5';
  CREATE TRIGGER noted AFTER INSERT ON notes BEGIN INSERT INTO found VALUES ('user_id TEXT', NEW.text); END;
`

function dump(path: string): unknown {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const ofLatchkey = new Set(fresh.map(({ name }) => name))
    const objects = db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all()
    const foreign = objects.filter(({ name, tbl_name }) => !ofLatchkey.has(name) && !ofLatchkey.has(tbl_name))
    const tables = foreign.filter(({ type }) => type === 'table').map(({ name }) => String(name))
    return [foreign.map(object => ({ ...object })), tables.map(table => [table, rowsOf(db, table)])]
  } finally {
    db.close()
  }
}

/** With the type of each value: 7 and '7' are not the same. */
function rowsOf(db: DatabaseSync, table: string): unknown {
  const columns = db.prepare('SELECT name FROM pragma_table_xinfo(?)').all(table)
  const values = columns.flatMap(({ name }) => [`typeof("${name}")`, `quote("${name}")`])
  return db
    .prepare(`SELECT ${values.join(', ')} FROM "${table}"`)
    .all()
    .map(Object.values)
}

const empty = openSqliteStore(':memory:', storeSettings)
const fresh = empty.database.prepare('SELECT name FROM sqlite_schema').all()
await empty.close()

/** The database file of an application that Latchkey is added to. */
function makeForeignFile(t: TestContext, path = join(temporaryFolder(t), 'app.sqlite3')): string {
  const db = new DatabaseSync(path)
  db.exec('PRAGMA foreign_keys = OFF')
  db.exec(foreignSchema)
  db.close()
  return path
}

test('tables of others are byte for byte the same after opening, with either kind of ids', async t => {
  for (const kinds of [['integer'], ['uuid'], ['integer', 'uuid', 'integer', 'uuid']] as const) {
    const path = makeForeignFile(t)
    const before = dump(path)
    for (const userIds of kinds) {
      await openSqliteStore(path, { ...storeSettings, userIds }).close()
      assert.deepEqual(dump(path), before, kinds.join())
    }
  }
})

test('tables of an application that came by its migrations are left alone too', async t => {
  const path = join(temporaryFolder(t), 'app.sqlite3')
  const schema = { migrations: [{ number: 1, name: 'all of it', sql: foreignSchema }] }
  const expected = dump(makeForeignFile(t))
  for (const userIds of ['integer', 'uuid', 'integer'] as const) {
    await openSqliteStore(path, { ...storeSettings, userIds }, schema).close()
    const [, rows] = dump(path) as [unknown, readonly (readonly [string, unknown])[]]
    const foreign = rows.filter(([table]) => table !== 'app_migrations')
    assert.deepEqual(foreign, (expected as [unknown, unknown])[1])
  }
})

const commands = [
  'latchkey migrate',
  'latchkey doctor',
  'latchkey users list',
  'latchkey groups create editors',
  'latchkey groups list',
  'DJANGO_SUPERUSER_PASSWORD=SecurePass123! latchkey createsuperuser --noinput --email root@example.com',
  'latchkey users list',
  'latchkey api-keys list root@example.com',
  'latchkey flushexpired',
  'latchkey backup copy.sqlite3',
  'latchkey restore copy.sqlite3 --force',
]

for (const userIds of ['integer', 'uuid']) {
  test(`no command changes the tables of others (${userIds} ids)`, async t => {
    const { folder, env } = openPlace(t)
    const place = { folder, env: { ...env, LATCHKEY_USER_IDS: userIds } }
    const path = makeForeignFile(t, join(folder, 'data.sqlite3'))
    const before = dump(path)
    for (const command of commands) {
      const { code, stderr } = await runCommand(command, place)
      if (!command.includes('doctor')) assert.equal(code, 0, `${command}: ${stderr}`)
      assert.deepEqual(dump(path), before, command)
    }
  })
}
