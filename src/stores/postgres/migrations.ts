/**
 * Brings the schema up to date, one node at a time: an advisory lock is tried for, and not waited for inside a transaction,
 * which would stop a CREATE INDEX CONCURRENTLY elsewhere. A lock on a table is given up after a moment and tried again, as
 * every query behind a waiting ALTER waits with it.
 */
import { SchemaTooNewError } from '../errors.ts'
import type { Connection } from './connection.ts'
import { firstOf } from './connection.ts'
import type { Database, LentConnection } from './database.ts'
import { isCollision, sqlStateOf } from './faults.ts'
import { latestMigration, type Migration, migrations } from './schema.ts'

/** How often a start tries while other nodes migrate, and how long it waits in between: two minutes at least. */
const mostTries = 1200
const retryMs = 100

/** Returns the steps that ran. Throws SchemaTooNewError. */
export async function migrate(database: Database): Promise<readonly { number: number; name: string }[]> {
  const fit = await findFit(database)
  if (fit === 'too new') throw new SchemaTooNewError(await currentNumber(database), latestMigration)
  if (fit !== 'behind') return []
  const taken: { number: number; name: string }[] = []
  for (const step of migrations) {
    const isDue = await inMigration(database, lent => take(lent, step))
    if (isDue) taken.push({ number: step.number, name: step.name })
  }
  return taken
}

/**
 * How the schema looks from this version. `newer`: another node brought it further, by steps beside which this version
 * works, as in an upgrade of one node after the other.
 */
export type SchemaFit = 'behind' | 'current' | 'newer' | 'too new'

export async function findFit(on: Connection): Promise<SchemaFit> {
  const { number, worksWith } = await latestTaken(on)
  if (number <= latestMigration) return number === latestMigration ? 'current' : 'behind'
  return worksWith <= latestMigration ? 'newer' : 'too new'
}

/** 0: there is no table yet. */
export async function currentNumber(on: Connection): Promise<number> {
  return (await latestTaken(on)).number
}

/** `worksWith`: of all steps that this version does not know. */
async function latestTaken(on: Connection) {
  const made = await firstOf(
    on.query("SELECT to_regclass(format('%I.latchkey_migrations', current_schema())) IS NOT NULL AS found"),
  )
  if (made?.found !== true) return { number: 0, worksWith: 0 }
  const row = await firstOf(
    on.query(
      `SELECT coalesce(max(number), 0)::int AS number,
         coalesce(max(works_with) FILTER (WHERE number > $1), 0)::int AS works_with FROM latchkey_migrations`,
      [latestMigration],
    ),
  )
  return { number: Number(row?.number), worksWith: Number(row?.works_with) }
}

async function take(lent: LentConnection, { number, name, sql, worksWith = number }: Migration): Promise<boolean> {
  await lent.exec(`CREATE TABLE IF NOT EXISTS latchkey_migrations (
    number int PRIMARY KEY, name text NOT NULL, works_with int NOT NULL)`)
  if ((await currentNumber(lent)) >= number) return false
  await lent.exec(sql)
  await lent.query('INSERT INTO latchkey_migrations (number, name, works_with) VALUES ($1, $2, $3)', [
    number,
    name,
    worksWith,
  ])
  return true
}

/** Runs the work in a transaction of which there is one at a time in all processes. */
export async function inMigration<T>(database: Database, work: (lent: LentConnection) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      const outcome = await database.lend(lent => attempt(lent, work))
      if (outcome.hasRun) return outcome.result
    } catch (error) {
      const isBusy = sqlStateOf(error) === '55P03' || isCollision(error)
      if (!isBusy || tries === mostTries) throw error
    }
    if (tries === mostTries) throw new Error('another process has held the lock of migrations for two minutes')
    await new Promise(resolve => setTimeout(resolve, retryMs))
  }
}

type Attempt<T> = { readonly hasRun: true; readonly result: T } | { readonly hasRun: false }

async function attempt<T>(lent: LentConnection, work: (lent: LentConnection) => Promise<T>): Promise<Attempt<T>> {
  await lent.exec("BEGIN; SET LOCAL lock_timeout = '300ms'; SET LOCAL statement_timeout = 0")
  try {
    const lock = await firstOf(
      lent.query('SELECT pg_try_advisory_xact_lock(1818324843, hashtext(current_schema())) AS got'),
    )
    if (lock?.got !== true) {
      await lent.exec('ROLLBACK')
      return { hasRun: false }
    }
    const result = await work(lent)
    await lent.exec('COMMIT')
    return { hasRun: true, result }
  } catch (error) {
    await lent.exec('ROLLBACK').catch(() => {})
    throw error
  }
}
