/**
 * Integer or UUID: what users are numbered by is a setting, and Latchkey's own columns follow it while no id has been
 * given yet. Tables of the application are left as they are, also those that refer to users: their author knows what
 * kind of id the setting gives, and a rebuilt table is not byte for byte the one that was there.
 */
import { type UserIds, UserIdsFixedError } from '../errors.ts'
import { type Database, inTransaction } from './database.ts'

/** The column of each own table that holds an id of a user. `outbox.user_id` takes both kinds. */
const idColumns = {
  users: 'id',
  sessions: 'user_id',
  audit: 'user_id',
  group_members: 'user_id',
  user_permissions: 'user_id',
  api_keys: 'user_id',
  social_accounts: 'user_id',
  social_unlinks: 'user_id',
  login_addresses: 'user_id',
  email_reverts: 'user_id',
  factors: 'user_id',
  recovery_codes: 'user_id',
  factor_accounts: 'user_id',
  trusted_devices: 'user_id',
  organization_members: 'user_id',
  organization_invitations: 'user_id',
  user_search: 'user_id',
  adoption_jobs: 'user_id',
} as const
type OwnTable = keyof typeof idColumns

const ownTables = Object.keys(idColumns) as readonly OwnTable[]
const types = { integer: 'INTEGER', uuid: 'TEXT' } as const
const keys = { integer: 'id INTEGER PRIMARY KEY AUTOINCREMENT', uuid: 'id TEXT PRIMARY KEY' } as const

export function alignUserIds(db: Database, wanted: UserIds): void {
  if (readUserIds(db) === wanted && tablesToRebuild(db, wanted).length === 0) return
  // Tables are replaced by others of their names: references to them must not be looked at in between, nor rewritten,
  // in the keys, views and triggers of the application.
  db.exec('PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON')
  try {
    inTransaction(db, () => {
      // Checked inside the lock: another process may have assigned an id by now.
      const found = readUserIds(db)
      if (found !== wanted && hasHadUsers(db)) throw new UserIdsFixedError(found)
      for (const table of tablesToRebuild(db, wanted)) rebuild(db, table, wanted)
      db.prepare("INSERT OR REPLACE INTO facts (name, value) VALUES ('user_ids', ?)").run(wanted)
    })
  } finally {
    db.exec('PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF')
  }
}

/** What users are numbered by in this file. */
export function readUserIds(db: Database): UserIds {
  return db.prepare("SELECT value FROM facts WHERE name = 'user_ids'").get()?.value === 'uuid' ? 'uuid' : 'integer'
}

/** Any id that was ever assigned, even to a deleted user, can be in a token that is still valid. */
function hasHadUsers(db: Database): boolean {
  const found = db.prepare(`
    SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM sessions)
        OR EXISTS (SELECT 1 FROM audit WHERE user_id IS NOT NULL) AS found`)
  return found.get()?.found === 1
}

function tablesToRebuild(db: Database, wanted: UserIds): readonly OwnTable[] {
  const column = db.prepare('SELECT type FROM pragma_table_info(?) WHERE name = ?')
  return ownTables.filter(table => column.get(table, idColumns[table])?.type !== types[wanted])
}

/** The procedure of sqlite.org/lang_altertable.html section 7: a new table, its rows, name, indexes and triggers. */
function rebuild(db: Database, table: OwnTable, wanted: UserIds): void {
  const parts = db.prepare('SELECT type, sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY rowid')
  const rows = parts.all(table).map(({ type, sql }) => ({ type, sql: String(sql) }))
  const create = rows.find(({ type }) => type === 'table')?.sql ?? ''
  const other = wanted === 'uuid' ? 'integer' : 'uuid'
  const [from, to] =
    table === 'users' ? [keys[other], keys[wanted]] : [`user_id ${types[other]}`, `user_id ${types[wanted]}`]
  // The text of Latchkey's own migrations, which have each of these once.
  const body = create.slice(create.indexOf('(')).replace(from, to)
  db.exec(`CREATE TABLE latchkey_rebuilt ${body}`)
  db.exec(`INSERT INTO latchkey_rebuilt SELECT * FROM ${table}; DROP TABLE ${table}`)
  db.exec(`ALTER TABLE latchkey_rebuilt RENAME TO ${table}`)
  for (const { type, sql } of rows) if (type !== 'table') db.exec(sql)
}
