/** A row that is never committed: MySQL gives a number to each row that is inserted, and takes none back. */
import { DjangoSchemaError } from '../../features/adoption/django-database.ts'
import { type DjangoConnection, placeholders, type SqlValue } from '../driver.ts'
import type { DjangoContext, UserMap } from '../project.ts'
import type { DjangoColumn } from '../schema/tables.ts'
import { fillerOf } from './fill-columns.ts'

export async function insertBlank({ driver, project }: DjangoContext, connection: DjangoConnection): Promise<void> {
  const { users } = project
  const needed = users.table.columns.filter(
    column => column.name !== users.idColumn && !column.isNullable && !column.hasDefault,
  )
  const values = await Promise.all(needed.map(column => blankOf(users, column, connection)))
  const names = needed.map(({ name }) => driver.quote(name)).join(', ')
  await connection.run(
    `INSERT INTO ${driver.quote(users.table.name)} (${names}) VALUES (${placeholders(values.length)})`,
    values,
  )
}

async function blankOf({ table }: UserMap, column: DjangoColumn, connection: DjangoConnection): Promise<SqlValue> {
  const isUnique = table.uniqueColumns.includes(column.name)
  const value = isUnique ? undefined : fillerOf(table, column)
  if (value !== undefined) return value
  if (/date|time/.test(column.type)) return '2000-01-01 00:00:00'
  if (isUnique && /char|text/.test(column.type)) {
    // Two that reserve at once must not wait for each other.
    const [row] = await connection.all('SELECT UUID() AS id')
    return String(row?.id).replaceAll('-', '').slice(0, lengthOf(column))
  }
  throw new DjangoSchemaError(`No account can be written: ${table.name}.${column.name} needs a value.`)
}

function lengthOf({ type }: DjangoColumn): number {
  return Number(/\((\d+)\)/.exec(type)?.[1] ?? 32)
}
