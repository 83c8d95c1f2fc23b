/**
 * The kind of user ids, integer or UUID, is a setting. The columns are changed to match it until the first id is
 * assigned: in every table with a `user_id`, also those of later migrations.
 */
import type { UserId } from '../../kernel/user-id.ts'
import { type UserIds, UserIdsFixedError } from '../errors.ts'
import { type Database, inTransaction, type Row } from './database.ts'

/** A column's value as an id. */
export function toUserId(value: Row[string] | undefined): UserId {
  return typeof value === 'string' ? value : Number(value)
}

const declarations = {
  integer: { key: 'id INTEGER PRIMARY KEY AUTOINCREMENT', reference: 'user_id INTEGER' },
  uuid: { key: 'id TEXT PRIMARY KEY', reference: 'user_id TEXT' },
} as const

export function alignUserIds(db: Database, wanted: UserIds): void {
  if (readRule(db) === wanted && tablesToRebuild(db, wanted).length === 0) return
  // Tables are replaced by new ones with the same name: foreign keys must not be checked in between.
  db.exec('PRAGMA foreign_keys = OFF')
  try {
    inTransaction(db, () => {
      // Checked inside the lock: another process may have assigned an id by now.
      const found = readRule(db)
      if (found !== wanted && hasHadUsers(db)) throw new UserIdsFixedError(found)
      for (const table of tablesToRebuild(db, wanted)) rebuild(db, table, wanted)
      db.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('user_ids', ?)").run(wanted)
    })
  } finally {
    db.exec('PRAGMA foreign_keys = ON')
  }
}

function readRule(db: Database): UserIds {
  return db.prepare("SELECT value FROM facts WHERE name = 'user_ids'").get()?.value === 'uuid' ? 'uuid' : 'integer'
}

/** Any id that was ever assigned, even to a deleted user, can be in a token that is still valid. */
function hasHadUsers(db: Database): boolean {
  const found = db.prepare(`
    SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM sessions)
        OR EXISTS (SELECT 1 FROM audit WHERE user_id IS NOT NULL) AS found`)
  return found.get()?.found === 1
}

function tablesToRebuild(db: Database, wanted: UserIds): readonly string[] {
  const { key, reference } = declarations[wanted === 'uuid' ? 'integer' : 'uuid']
  const tables = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY rowid").all()
  const isOther = ({ name, sql }: Row) => (name === 'users' ? has(sql, key) : has(sql, reference))
  return tables.filter(isOther).map(({ name }) => String(name))
}

function has(sql: Row[string] | undefined, declaration: string): boolean {
  return new RegExp(`\\b${declaration}\\b`).test(String(sql))
}

/** The procedure of sqlite.org/lang_altertable.html section 7: a new table, its rows, name, indexes and triggers. */
function rebuild(db: Database, table: string, wanted: UserIds): void {
  const parts = db.prepare('SELECT type, sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY rowid')
  const rows = parts.all(table).map(({ type, sql }) => ({ type, sql: String(sql) }))
  const create = rows.find(({ type }) => type === 'table')?.sql ?? ''
  const other = declarations[wanted === 'uuid' ? 'integer' : 'uuid']
  const { key, reference } = declarations[wanted]
  const body = create
    .slice(create.indexOf('('))
    .replace(
      new RegExp(`\\b${table === 'users' ? other.key : other.reference}\\b`),
      table === 'users' ? key : reference,
    )
  db.exec(`CREATE TABLE rebuilt_table ${body}`)
  db.exec(`INSERT INTO rebuilt_table SELECT * FROM "${table}"; DROP TABLE "${table}"`)
  db.exec(`ALTER TABLE rebuilt_table RENAME TO "${table}"`)
  for (const { type, sql } of rows) if (type !== 'table') db.exec(sql)
}
