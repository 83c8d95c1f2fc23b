/**
 * The application's migrations: numbered steps, run after Latchkey's and recorded in a table of their own. A step that
 * has run must not change: if the records do not match, nothing is written.
 */
import { AppMigrationError } from '../errors.ts'
import type { AppMigration } from '../store-settings.ts'
import { type Database, inTransaction, isAway } from './database.ts'

/** Returns the steps that it ran. Two processes can start at once, so each step is checked inside the write lock. */
export function migrateApp(db: Database, migrations: readonly AppMigration[]): readonly AppMigration[] {
  migrations.forEach(({ number, name }, index) => {
    if (number !== index + 1) throw new AppMigrationError(`step ${name} is number ${number}, and ${index + 1} was due`)
  })
  if (migrations.length === 0) return []
  db.exec('CREATE TABLE IF NOT EXISTS app_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT')
  return migrations.filter(step => take(db, step, migrations.length))
}

function take(db: Database, step: AppMigration, latest: number): boolean {
  const { number, name } = step
  return naming(step, () =>
    inTransaction(db, () => {
      const taken = db.prepare('SELECT name FROM app_migrations WHERE number = ?').get(number)?.name
      const newest = Number(db.prepare('SELECT coalesce(max(number), 0) AS number FROM app_migrations').get()?.number)
      if (newest > latest)
        throw new AppMigrationError(`the file is at step ${newest}, this application knows ${latest}`)
      if (taken !== undefined && taken !== name) throw new AppMigrationError(`step ${number} was ${taken}, not ${name}`)
      if (taken === undefined) {
        execStep(db, step)
        db.prepare('INSERT INTO app_migrations (number, name) VALUES (?, ?)').run(number, name)
      }
      return taken === undefined
    }),
  )
}

/** Names the step in its failure: COMMIT may be what fails, as it looks at deferred keys. */
function naming<T>({ number, name }: AppMigration, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof AppMigrationError || isAway(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new AppMigrationError(`step ${number}, ${name}, failed: ${reason}`, { cause: error })
  }
}

/** Runs the SQL of a step. It may not end the transaction: the step would be half applied, and not recorded. */
function execStep(db: Database, { number, name, sql }: AppMigration): void {
  const word = findTransactionWord(sql)
  if (word !== undefined) {
    throw new AppMigrationError(`step ${number}, ${name}, holds ${word}: each step runs in a transaction of its own`)
  }
  db.exec(sql)
  if (!db.isInTransaction) throw new AppMigrationError(`step ${number}, ${name}, ended its transaction`)
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
