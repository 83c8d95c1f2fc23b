/**
 * The application's migrations: numbered steps, run after Latchkey's and recorded in a table of their own. A step that
 * has run must not change: if the records do not match, nothing is written.
 */
import { AppMigrationError } from '../errors.ts'
import type { AppMigration } from '../store-settings.ts'
import { type Database, inTransaction } from './database.ts'

/** Returns the steps that it ran. Two processes can start at once, so each step is checked inside the write lock. */
export function migrateApp(db: Database, migrations: readonly AppMigration[]): readonly AppMigration[] {
  migrations.forEach(({ number, name }, index) => {
    if (number !== index + 1) throw new AppMigrationError(`step ${name} is number ${number}, and ${index + 1} was due`)
  })
  if (migrations.length === 0) return []
  db.exec('CREATE TABLE IF NOT EXISTS app_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT')
  return migrations.filter(step => take(db, step, migrations.length))
}

function take(db: Database, { number, name, sql }: AppMigration, latest: number): boolean {
  return inTransaction(db, () => {
    const taken = db.prepare('SELECT name FROM app_migrations WHERE number = ?').get(number)?.name
    const newest = Number(db.prepare('SELECT coalesce(max(number), 0) AS number FROM app_migrations').get()?.number)
    if (newest > latest) throw new AppMigrationError(`the file is at step ${newest}, this application knows ${latest}`)
    if (taken !== undefined && taken !== name) throw new AppMigrationError(`step ${number} was ${taken}, not ${name}`)
    if (taken === undefined) {
      db.exec(sql)
      db.prepare('INSERT INTO app_migrations (number, name) VALUES (?, ?)').run(number, name)
    }
    return taken === undefined
  })
}
