/**
 * The application's migrations: numbered steps, run after Latchkey's and recorded in a table of their own. A step that
 * has run must not change: if the records do not match, nothing is written.
 */
import { AppMigrationError } from '../errors.ts'
import { isDue, requireNoTransaction, requireNumbers, sqlOf, stepFailed } from '../rows/app-migrations.ts'
import type { AppMigration } from '../store-settings.ts'
import { type Connection, firstOf, rowsOf } from './connection.ts'
import type { Database, LentConnection } from './database.ts'
import { isAway } from './faults.ts'
import { inMigration } from './migrations.ts'

/** Returns the steps that it ran. Several nodes can start at once, so each step is checked inside the lock. */
export async function migrateApp(
  database: Database,
  migrations: readonly AppMigration[],
): Promise<readonly AppMigration[]> {
  requireNumbers(migrations)
  const last = migrations.at(-1)
  if (last === undefined) return []
  const records = await readRecords(database)
  const due = migrations.filter(step => isDue(step, records.get(step.number), records.size, migrations.length))
  const taken: AppMigration[] = []
  for (const step of due) if (await take(database, step, migrations.length)) taken.push(step)
  return taken
}

async function readRecords(on: Connection): Promise<ReadonlyMap<number, string>> {
  const made = await firstOf(
    on.query("SELECT to_regclass(format('%I.app_migrations', current_schema())) IS NOT NULL AS found"),
  )
  if (made?.found !== true) return new Map()
  const rows = await rowsOf(on.query('SELECT number, name FROM app_migrations ORDER BY number'))
  return new Map(rows.map(({ number, name }) => [Number(number), String(name)]))
}

/** COMMIT may be what fails, as it looks at deferred keys. */
async function take(database: Database, step: AppMigration, latest: number): Promise<boolean> {
  try {
    return await inMigration(database, lent => takeInside(lent, step, latest))
  } catch (error) {
    throw error instanceof AppMigrationError || isAway(error) ? error : stepFailed(step, error)
  }
}

async function takeInside(lent: LentConnection, step: AppMigration, latest: number): Promise<boolean> {
  await lent.exec('CREATE TABLE IF NOT EXISTS app_migrations (number int PRIMARY KEY, name text NOT NULL)')
  const records = await readRecords(lent)
  if (!isDue(step, records.get(step.number), records.size, latest)) return false
  await execStep(lent, step)
  await lent.query('INSERT INTO app_migrations (number, name) VALUES ($1, $2)', [step.number, step.name])
  return true
}

/** Runs the SQL of a step, which may not end the transaction: a COMMIT inside begins another, with another number. */
async function execStep(lent: LentConnection, step: AppMigration): Promise<void> {
  const sql = sqlOf(step, 'postgres')
  requireNoTransaction(step, findTransactionWord(sql))
  const before = await transactionOf(lent)
  await lent.exec(sql)
  if ((await transactionOf(lent)) !== before) {
    throw new AppMigrationError(`step ${step.number}, ${step.name}, ended its transaction`)
  }
}

async function transactionOf(lent: LentConnection): Promise<string> {
  return String((await firstOf(lent.query('SELECT pg_current_xact_id()::text AS id')))?.id)
}

/** Quoted text and names, bodies between dollars, and comments: nothing in them is a statement. */
const quoted = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g
const transactionWord =
  /^(BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|PREPARE\s+TRANSACTION)\b/i

function findTransactionWord(sql: string): string | undefined {
  const words = sql
    .replaceAll(quoted, ' ')
    .split(';')
    .flatMap(statement => transactionWord.exec(statement.trim())?.[1] ?? [])
  return words[0]?.toUpperCase()
}
