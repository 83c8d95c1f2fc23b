/**
 * The application's own steps of the schema: its tables, in numbered steps of its own, taken after Latchkey's and
 * recorded beside them. A step that was taken never changes: a file whose records say otherwise is not touched.
 */
import { AppMigrationError } from '../errors.ts'
import type { AppMigration } from '../store-settings.ts'
import { type Database, inTransaction } from './database.ts'

/** Gives the steps that were taken. Two processes may start at once: each step is asked for inside the write lock. */
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
