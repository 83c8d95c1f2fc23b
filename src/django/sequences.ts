/** The highest id that was ever given to a user: a deleted one counts, as its tokens may still be out (hazard a). */
import { DjangoSchemaError } from '../features/adoption/django-database.ts'
import type { DjangoConnection, SqlValue } from './driver.ts'
import type { DjangoContext } from './project.ts'
import { toText } from './values.ts'

/** `undefined` with UUIDs. Throws DjangoSchemaError above 2^53 - 1 (hazard m). */
export async function readHighestId(context: DjangoContext, connection: DjangoConnection): Promise<number | undefined> {
  const { driver, project } = context
  const { users } = project
  if (users.idForm !== 'integer') return undefined
  const table = driver.quote(users.table.name)
  const [row] = await connection.all(`SELECT max(${driver.quote(users.idColumn)}) AS highest FROM ${table}`)
  const counter = await readCounter(context, connection)
  const highest = [row?.highest ?? 0, counter ?? 0]
    .map(value => BigInt(value as number | bigint))
    .reduce((one, other) => (one > other ? one : other))
  if (highest > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new DjangoSchemaError(
      `Django gave the user id ${highest}, above 9007199254740991 (2^53 - 1): later ones are larger still`,
    )
  }
  return Number(highest)
}

/** The last number that the database's own counter gave; `undefined` where there is none. */
export async function readCounter(
  { driver, project: { users } }: DjangoContext,
  connection: DjangoConnection,
): Promise<number | bigint | undefined> {
  const { name } = users.table
  if (driver.dialect === 'sqlite') {
    const [has] = await connection.all("SELECT 1 AS yes FROM sqlite_schema WHERE name = 'sqlite_sequence'")
    const [row] =
      has === undefined ? [] : await connection.all('SELECT seq FROM sqlite_sequence WHERE name = ?', [name])
    return integerOf(row?.seq)
  }
  if (driver.dialect === 'mysql') {
    // The information schema of MySQL 8 may be a day old.
    const [row] = await connection.all(`SHOW CREATE TABLE ${driver.quote(name)}`)
    const [, next] = /\bAUTO_INCREMENT=(\d+)/.exec(toText(row?.['Create Table'])) ?? []
    return next === undefined ? undefined : Number(next) - 1
  }
  const sequence = await findSequence(driver, connection, name, users.idColumn)
  if (sequence === undefined) return undefined
  const [row] = await connection.all(`SELECT last_value, is_called FROM ${sequence}`)
  const last = integerOf(row?.last_value)
  return row?.is_called === true || last === undefined ? last : BigInt(last) - 1n
}

/** Its quoted name with its schema, of PostgreSQL. */
export async function findSequence(
  { quote, schema }: DjangoContext['driver'],
  { all }: DjangoConnection,
  table: string,
  column: string,
): Promise<string | undefined> {
  const named = `${quote(schema)}.${quote(table)}`
  const [row] = await all('SELECT pg_get_serial_sequence(?, ?) AS name', [named, column])
  return row?.name === null || row === undefined ? undefined : toText(row.name)
}

function integerOf(value: SqlValue | undefined): number | bigint | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined
}
