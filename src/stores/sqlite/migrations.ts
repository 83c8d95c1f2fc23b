/** Brings the schema up to date: each step is a transaction, and one of several processes that start at once takes it. */
import { SchemaTooNewError } from '../errors.ts'
import { type Database, inTransaction, type Row } from './database.ts'
import { latestMigration, type Migration, migrations } from './schema.ts'
import { readUserIds } from './user-ids.ts'

/** Brings the schema up to date and returns the steps that ran. Throws if the file is from a newer version. */
export function migrate(db: Database): readonly { number: number; name: string }[] {
  db.exec('CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT')
  if (currentNumber(db) > latestMigration) throw new SchemaTooNewError(currentNumber(db), latestMigration)
  if (currentNumber(db) === latestMigration) return []
  // Tables are replaced by others of their names: references to them must not be looked at in between, nor rewritten, in
  // the keys, views and triggers of the application.
  db.exec('PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON')
  try {
    return migrations.filter(step => take(db, step)).map(({ number, name }) => ({ number, name }))
  } finally {
    db.exec('PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF')
  }
}

export function currentNumber(db: { prepare(sql: string): { get(): Row | undefined } }): number {
  return Number(db.prepare('SELECT coalesce(max(number), 0) AS number FROM schema_migrations').get()?.number)
}

/** Two processes can start at once: the second one waits for the lock and finds the step done. */
function take(db: Database, step: Migration): boolean {
  return inTransaction(db, () => {
    const isDue = currentNumber(db) < step.number
    if (isDue) {
      db.exec(step.sql.replaceAll('USER_ID', userIdType(db, step)))
      db.prepare('INSERT INTO schema_migrations (number, name) VALUES (?, ?)').run(step.number, step.name)
    }
    return isDue
  })
}

/** Before the first step there is nothing to ask. */
function userIdType(db: Database, { number }: Migration): string {
  return number > 1 && readUserIds(db) === 'uuid' ? 'TEXT' : 'INTEGER'
}
