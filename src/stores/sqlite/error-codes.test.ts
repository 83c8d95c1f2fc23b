import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { AuthError } from '../../problems.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { constraintOf } from './constraints.ts'
import { toCaller } from './database.ts'

type Told = 'unavailable' | 'constraint' | 'mistake'

function told(error: unknown): Told {
  if (constraintOf(error) !== undefined) return 'constraint'
  const seen = toCaller(error)
  return seen instanceof AuthError && seen.status === 503 ? 'unavailable' : 'mistake'
}

interface Provoked {
  readonly name: string
  readonly code: number
  readonly told: Told
  /** Does what SQLite refuses. */
  readonly provoke: (file: string) => unknown
}

function withTable(file: string, more = ''): DatabaseSync {
  const db = new DatabaseSync(file)
  db.exec(
    `CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, n INTEGER CHECK (n > 0)) STRICT; ${more}`,
  )
  return db
}

const rows: readonly Provoked[] = [
  {
    name: 'no such table',
    code: 1,
    told: 'mistake',
    provoke: file => new DatabaseSync(file).exec('SELECT * FROM missing'),
  },
  {
    name: 'another connection writes',
    code: 5,
    told: 'unavailable',
    provoke: file => {
      withTable(file).exec('BEGIN EXCLUSIVE')
      return new DatabaseSync(file).exec('BEGIN IMMEDIATE')
    },
  },
  {
    name: 'a table is dropped that the same connection reads',
    code: 6,
    told: 'mistake',
    provoke: file => {
      const db = withTable(file, "INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 1)")
      const reading = db.prepare('SELECT * FROM t').iterate()
      reading.next()
      try {
        return db.exec('DROP TABLE t')
      } finally {
        reading.return?.()
      }
    },
  },
  {
    name: 'the connection may only read',
    code: 8,
    told: 'unavailable',
    provoke: file => {
      withTable(file).close()
      return new DatabaseSync(file, { readOnly: true }).exec('DELETE FROM t')
    },
  },
  {
    name: 'the schema is damaged',
    code: 11,
    told: 'unavailable',
    provoke: file => {
      const db = new DatabaseSync(file, { defensive: false })
      db.exec('CREATE TABLE t (id INTEGER PRIMARY KEY); PRAGMA writable_schema = ON')
      db.exec("UPDATE sqlite_schema SET sql = 'CREATE TABLE' WHERE name = 't'")
      db.close()
      return new DatabaseSync(file).exec('SELECT * FROM t')
    },
  },
  {
    name: 'there is no room left',
    code: 13,
    told: 'unavailable',
    provoke: file =>
      withTable(file, 'PRAGMA max_page_count = 3').exec('INSERT INTO t SELECT 1, hex(zeroblob(100000)), 1'),
  },
  {
    name: 'the folder of the file is missing',
    code: 14,
    told: 'unavailable',
    provoke: file => new DatabaseSync(join(file, 'missing', 'data')),
  },
  {
    name: 'a value is too big for SQLite',
    code: 18,
    told: 'mistake',
    provoke: file => new DatabaseSync(file).prepare('SELECT zeroblob(2000000000)').get(),
  },
  {
    name: 'the file is another kind of file',
    code: 26,
    told: 'unavailable',
    provoke: file => {
      writeFileSync(file, 'This is a letter, and no database. '.repeat(200))
      return new DatabaseSync(file).exec('SELECT * FROM t')
    },
  },
  {
    name: 'another connection of a shared cache writes',
    code: 262,
    told: 'unavailable',
    provoke: () => {
      const shared = 'file:shared-by-two?mode=memory&cache=shared'
      const writer = withTable(shared)
      writer.exec("BEGIN; INSERT INTO t VALUES (1, 'a', 1)")
      return new DatabaseSync(shared).exec('SELECT * FROM t')
    },
  },
  ...(
    [
      ['a text as a row id', 20, "INSERT INTO plain (id) VALUES ('text')"],
      ['CHECK', 275, "INSERT INTO t VALUES (1, 'a', 0)"],
      ['a foreign key', 787, 'INSERT INTO child VALUES (9)'],
      ['NOT NULL', 1299, 'INSERT INTO t VALUES (1, NULL, 1)'],
      ['a primary key', 1555, "INSERT INTO t VALUES (7, 'a', 1), (7, 'b', 1)"],
      ['the RAISE of a trigger', 1811, 'DELETE FROM guarded'],
      ['UNIQUE', 2067, "INSERT INTO t VALUES (1, 'a', 1), (2, 'a', 1)"],
      ['a type of a STRICT table', 3091, "INSERT INTO t VALUES (1, 'a', 'many')"],
    ] as const
  ).map(
    ([name, code, sql]): Provoked => ({ name, code, told: 'constraint', provoke: file => guarded(file).exec(sql) }),
  ),
]

function guarded(file: string): DatabaseSync {
  return withTable(
    file,
    `CREATE TABLE plain (id INTEGER PRIMARY KEY);
     CREATE TABLE child (parent INTEGER REFERENCES t (id)); PRAGMA foreign_keys = ON;
     CREATE TABLE guarded (id INTEGER PRIMARY KEY); INSERT INTO guarded VALUES (1);
     CREATE TRIGGER keep BEFORE DELETE ON guarded BEGIN SELECT RAISE(ABORT, 'kept'); END`,
  )
}

for (const { name, code, told: expected, provoke } of rows) {
  test(`SQLite's ${code} is told as ${expected}: ${name}`, t => {
    const file = join(temporaryFolder(t), 'data.sqlite3')
    const error = errorOf(() => provoke(file))
    assert.equal(
      error !== null && typeof error === 'object' && 'errcode' in error && error.errcode,
      code,
      String(error),
    )
    assert.equal(told(error), expected)
  })
}

/** Codes that no test can provoke, as node:sqlite throws them. */
const unprovoked: readonly (readonly [code: number, told: Told, name: string])[] = [
  [2, 'mistake', 'INTERNAL'],
  [3, 'unavailable', 'PERM: the file cannot have the permissions that it needs'],
  [7, 'mistake', 'NOMEM: more memory than there is, which the next call asks for again'],
  [9, 'unavailable', 'INTERRUPT'],
  [10, 'unavailable', 'IOERR'],
  [266, 'unavailable', 'IOERR_READ'],
  [4618, 'unavailable', 'IOERR_SHMOPEN'],
  [15, 'unavailable', 'PROTOCOL: other processes open the write-ahead log at once'],
  [17, 'unavailable', 'SCHEMA: another process changes the schema again and again'],
  [21, 'mistake', 'MISUSE'],
  [23, 'mistake', 'AUTH'],
  [25, 'mistake', 'RANGE'],
  [261, 'unavailable', 'BUSY_RECOVERY'],
  [267, 'mistake', 'CORRUPT_VTAB: a search index, not the file'],
  [517, 'unavailable', 'BUSY_SNAPSHOT'],
  [518, 'mistake', 'LOCKED_VTAB'],
  [773, 'unavailable', 'BUSY_TIMEOUT'],
  [776, 'unavailable', 'READONLY_ROLLBACK'],
  [1032, 'unavailable', 'READONLY_DBMOVED'],
]

test('rare codes of SQLite are told by their cause: the database, or a mistake of the program', () => {
  const seen = unprovoked.map(([errcode, , name]) => {
    return [errcode, told(Object.assign(new Error(name), { code: 'ERR_SQLITE_ERROR', errcode })), name]
  })
  assert.deepEqual(seen, unprovoked)
})

function errorOf(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}
