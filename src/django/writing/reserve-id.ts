/**
 * The next number of Django's own sequence. An insert beside the sequence gives a number that Django gives once more, and
 * one account's token opens the other.
 */
import { DjangoSchemaError } from '../../features/adoption/django-database.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { DjangoConnection, SqlRow } from '../driver.ts'
import type { DjangoContext } from '../project.ts'
import { insertBlank } from './insert-blank.ts'

/** UUIDs: `undefined`, as any is free. */
export async function reserveUserId(context: DjangoContext): Promise<UserId | undefined> {
  const { driver, project } = context
  if (project.users.idForm !== 'integer') return undefined
  const id = await { postgres: fromSequence, sqlite: fromCounter, mysql: fromRolledBack }[driver.dialect](context)
  if (Number.isSafeInteger(id) && id > 0) return id
  throw new DjangoSchemaError(`${driver.place} gives no number to a new account that tokens can hold.`)
}

/** Behind rows that were inserted beside it, the sequence goes on until it is free of them. */
async function fromSequence(context: DjangoContext): Promise<number> {
  const { driver, project } = context
  const { table, idColumn } = project.users
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const sql = `SELECT nextval(pg_get_serial_sequence(?, ?)) AS id`
    const id = numberOf((await driver.all(sql, [driver.quote(table.name), idColumn]))[0])
    if (Number.isNaN(id)) throw new DjangoSchemaError(`${table.name} at ${driver.place} has no sequence.`)
    const taken = await driver.all(
      `SELECT 1 AS one FROM ${driver.quote(table.name)} WHERE ${driver.quote(idColumn)} = ?`,
      [id],
    )
    if (taken.length === 0) return id
  }
  throw new DjangoSchemaError(`The sequence of ${table.name} at ${driver.place} is far behind its rows.`)
}

/** SQLite's AUTOINCREMENT, which Django's tables have. Its counter is a table. */
async function fromCounter({ driver, project }: DjangoContext): Promise<number> {
  const { table, idColumn } = project.users
  return await driver.transaction(async connection => {
    await requireCounter(connection, table.name)
    const name = driver.quote(table.name)
    const sql = `
      SELECT max(coalesce((SELECT max(seq) FROM sqlite_sequence WHERE name = ?), 0),
                 coalesce((SELECT max(${driver.quote(idColumn)}) FROM ${name}), 0)) + 1 AS id`
    const id = numberOf((await connection.all(sql, [table.name]))[0])
    const changed = await connection.run('UPDATE sqlite_sequence SET seq = ? WHERE name = ?', [id, table.name])
    if (changed === 0) await connection.run('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [table.name, id])
    return id
  })
}

async function requireCounter(connection: DjangoConnection, table: string): Promise<void> {
  const [found] = await connection.all("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", [table])
  if (/\bAUTOINCREMENT\b/i.test(String(found?.sql))) return
  throw new DjangoSchemaError(`The table ${table} gives numbers of deleted rows again: it is not AUTOINCREMENT.`)
}

/** What AUTO_INCREMENT gave is not given again, also where the row was rolled back. */
async function fromRolledBack(context: DjangoContext): Promise<number> {
  let id = Number.NaN
  try {
    await context.driver.transaction(async connection => {
      await insertBlank(context, connection)
      id = numberOf((await connection.all('SELECT LAST_INSERT_ID() AS id'))[0])
      throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  return id
}

class RolledBack extends Error {}

function numberOf(row: SqlRow | undefined): number {
  const id = row?.id
  return id === null || id === undefined ? Number.NaN : Number(id)
}
