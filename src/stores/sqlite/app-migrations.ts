/**
 * The application's migrations: numbered steps, run after Latchkey's and recorded in a table of their own. A step that
 * has run must not change: if the records do not match, nothing is written.
 */
import { AppMigrationError } from '../errors.ts'
import { isDue, requireNoTransaction, requireNumbers, sqlOf, stepFailed } from '../rows/app-migrations.ts'
import type { AppMigration } from '../store-settings.ts'
import { type Database, inTransaction, isAway } from './database.ts'

/** Returns the steps that it ran. Two processes can start at once, so each step is checked inside the write lock. */
export function migrateApp(db: Database, migrations: readonly AppMigration[]): readonly AppMigration[] {
  requireNumbers(migrations)
  if (migrations.length === 0) return []
  db.exec('CREATE TABLE IF NOT EXISTS app_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT')
  return migrations.filter(step => take(db, step, migrations.length))
}

/** COMMIT may be what fails, as it looks at deferred keys. */
function take(db: Database, step: AppMigration, latest: number): boolean {
  try {
    return inTransaction(db, () => takeInside(db, step, latest))
  } catch (error) {
    throw error instanceof AppMigrationError || isAway(error) ? error : stepFailed(step, error)
  }
}

function takeInside(db: Database, step: AppMigration, latest: number): boolean {
  const { number, name } = step
  const taken = db.prepare('SELECT name FROM app_migrations WHERE number = ?').get(number)?.name
  const newest = Number(db.prepare('SELECT coalesce(max(number), 0) AS number FROM app_migrations').get()?.number)
  if (!isDue(step, taken === undefined ? undefined : String(taken), newest, latest)) return false
  execStep(db, step)
  db.prepare('INSERT INTO app_migrations (number, name) VALUES (?, ?)').run(number, name)
  return true
}

/** Runs the SQL of a step, which may not end the transaction. */
function execStep(db: Database, step: AppMigration): void {
  const sql = sqlOf(step, 'sqlite')
  requireNoTransaction(step, findTransactionWord(sql))
  db.exec(sql)
  if (!db.isInTransaction) {
    throw new AppMigrationError(`step ${step.number}, ${step.name}, ended its transaction`)
  }
}

/** Quoted text and names, and comments: nothing in them is a statement. */
const quoted = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g
/** A trigger has statements inside, between BEGIN and END. */
const trigger = /\bCREATE\s+(?:TEMP\s+|TEMPORARY\s+)?TRIGGER\b[\s\S]*?;\s*END\b/gi
const transactionWord = /^(?:EXPLAIN\s+)?(BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE)\b/i

function findTransactionWord(sql: string): string | undefined {
  const bare = sql.replaceAll(quoted, ' ').replaceAll(trigger, 'CREATE')
  const words = bare.split(';').flatMap(statement => transactionWord.exec(statement.trim())?.[1] ?? [])
  return words[0]?.toUpperCase()
}
