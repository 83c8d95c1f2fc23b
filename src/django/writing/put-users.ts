/**
 * Users as this house has them, in Django's table: by id, and only columns that differ. A hash that is Django's own already
 * stays byte by byte, as a cookie session there ends when it changes. Nothing is deleted.
 */
import { DjangoSchemaError, type WrittenUser } from '../../features/adoption/django-database.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { type DjangoConnection, placeholders, type SqlRow, type SqlValue } from '../driver.ts'
import type { DjangoContext } from '../project.ts'
import { columnsToFill } from './fill-columns.ts'
import { readNow } from './moments.ts'
import { passSequence } from './pass-sequence.ts'
import { keyOf } from './user-key.ts'
import { activityOf, changedColumns, type Row, rowOf } from './user-row.ts'

const slice = 200

export async function putUsers(
  context: DjangoContext,
  users: readonly WrittenUser[],
  gone: readonly UserId[],
): Promise<void> {
  if (users.length + gone.length === 0) return
  // In one order for all who lock several.
  const sorted = users.toSorted((one, other) => compareIds(one.id, other.id))
  await context.driver.transaction(async connection => {
    const now = await readNow(connection, context.driver.dialect)
    for (let from = 0; from < sorted.length; from += slice) {
      await putSome(context, connection, sorted.slice(from, from + slice), now)
    }
    for (const id of gone.toSorted(compareIds)) await deactivate(context, connection, id, now)
  })
}

function compareIds(one: UserId, other: UserId): number {
  return one < other ? -1 : 1
}

async function putSome(
  context: DjangoContext,
  connection: DjangoConnection,
  users: readonly WrittenUser[],
  now: string,
): Promise<void> {
  const { idForm } = context.project.users
  const stored = await lockRows(
    context,
    connection,
    users.map(({ id }) => keyOf(idForm, id)),
  )
  const missing: WrittenUser[] = []
  for (const user of users) {
    const row = stored.get(String(keyOf(idForm, user.id)))
    if (row === undefined) missing.push(user)
    else await update(context, connection, user.id, changedColumns(context, user, row, now))
  }
  for (const user of missing) await insert(context, connection, user, now)
  if (missing.length > 0)
    await passSequence(
      context,
      connection,
      missing.map(({ id }) => id),
    )
}

async function lockRows({ driver, project }: DjangoContext, connection: DjangoConnection, keys: readonly SqlValue[]) {
  const { table, idColumn } = project.users
  const lock = driver.dialect === 'sqlite' ? '' : 'FOR UPDATE'
  const id = driver.quote(idColumn)
  const sql = `SELECT * FROM ${driver.quote(table.name)} WHERE ${id} IN (${placeholders(keys.length)}) ORDER BY ${id} ${lock}`
  const rows = await connection.all(sql, keys)
  return new Map<string, SqlRow>(rows.map(row => [String(row[idColumn]), row]))
}

async function update(
  { driver, project }: DjangoContext,
  connection: DjangoConnection,
  id: UserId,
  changes: Row,
): Promise<void> {
  const columns = [...changes.keys()]
  if (columns.length === 0) return
  const { table, idColumn, idForm } = project.users
  const sets = columns.map(column => `${driver.quote(column)} = ?`).join(', ')
  await connection.run(`UPDATE ${driver.quote(table.name)} SET ${sets} WHERE ${driver.quote(idColumn)} = ?`, [
    ...changes.values(),
    keyOf(idForm, id),
  ])
}

async function insert(
  context: DjangoContext,
  connection: DjangoConnection,
  user: WrittenUser,
  now: string,
): Promise<void> {
  const { driver, project } = context
  const { table } = project.users
  const row = new Map(rowOf(context, user, now))
  for (const { column, value } of columnsToFill(project.users)) {
    if (value === undefined) {
      throw new DjangoSchemaError(`No account can be written: ${table.name}.${column} needs a value.`)
    }
    row.set(column, value)
  }
  const names = [...row.keys()].map(driver.quote).join(', ')
  await connection.run(`INSERT INTO ${driver.quote(table.name)} (${names}) VALUES (${placeholders(row.size)})`, [
    ...row.values(),
  ])
}

/** The application's own tables may refer to the row, so it stays. */
async function deactivate(
  context: DjangoContext,
  connection: DjangoConnection,
  id: UserId,
  now: string,
): Promise<void> {
  const [row] = [...(await lockRows(context, connection, [keyOf(context.project.users.idForm, id)])).values()]
  if (row !== undefined) await update(context, connection, id, activityOf(context, false, row, now))
}
