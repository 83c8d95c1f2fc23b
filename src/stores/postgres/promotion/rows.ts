/** Writes rows of a table that is copied, and sums up what is there. Values are text, in the form that the server reads. */
import { addSums, emptySum, type PromotedColumn, type PromotedTable, type TableSum } from '../../rows/promoted-table.ts'
import type { Row } from '../../rows/row.ts'
import { type Connection, firstOf, rowsOf } from '../connection.ts'

/** A row in the order of the columns, or a key in the order of its columns. */
export type TextRow = readonly (string | null)[]

/** Rows that are not there yet. */
export async function insertRows(on: Connection, table: PromotedTable, rows: readonly TextRow[]): Promise<void> {
  await on.query(insertSql(table), columnwise(table.columns.length, rows))
}

/** Rows that may be there in an older form. */
export async function putRows(on: Connection, table: PromotedTable, rows: readonly TextRow[]): Promise<void> {
  const key = table.key.map(index => quoted(table.columns[index]?.target ?? ''))
  const others = table.columns.filter((_, index) => !table.key.includes(index)).map(({ target }) => quoted(target))
  const update = others.map(name => `${name} = excluded.${name}`).join(', ')
  const action = table.name === 'audit' ? sealing : others.length === 0 ? 'NOTHING' : `UPDATE SET ${update}`
  const sql = `${insertSql(table)} ON CONFLICT (${key.join(', ')}) DO ${action}`
  await on.query(sql, columnwise(table.columns.length, rows))
}

/** Rows of the log of what happened never change, but for their seal, once. */
const sealing = `UPDATE SET place = excluded.place, digest = excluded.digest
  WHERE audit.place IS NULL AND excluded.place IS NOT NULL`

export async function deleteRows(on: Connection, table: PromotedTable, keys: readonly TextRow[]): Promise<void> {
  // What is not copied is as if it were not there, and stays.
  const kept = table.without === undefined ? '' : `AND NOT (${table.without})`
  const sql = `DELETE FROM ${quoted(table.name)} WHERE ${isOneOf(table)} ${kept}`
  await on.query(sql, columnwise(table.key.length, keys))
}

/** Gives the values of a unique column free: two rows may have changed them with each other. */
export async function parkRows(on: Connection, table: PromotedTable, keys: readonly TextRow[]): Promise<void> {
  if (table.parked === undefined) return
  const key = quoted(table.columns[table.key[0] ?? 0]?.target ?? '')
  const sql = `UPDATE ${quoted(table.name)} SET ${quoted(table.parked)} = chr(1) || ${key}::text WHERE ${isOneOf(table)}`
  await on.query(sql, columnwise(table.key.length, keys))
}

export async function sumOfKeys(on: Connection, table: PromotedTable, keys: readonly TextRow[]): Promise<TableSum> {
  if (keys.length === 0) return emptySum
  return toSum(await firstOf(on.query(sumSql(table, isOneOf(table)), columnwise(table.key.length, keys))))
}

/** So few that a statement ends long before its time is over. */
const rowsOfSum = 50_000

/** Of the whole table, in pieces. */
export async function sumOfTable(on: Connection, table: PromotedTable): Promise<TableSum> {
  const key = table.key.map(index => table.columns[index]).filter(column => column !== undefined)
  const names = key.map(({ target }) => quoted(target))
  let sum = emptySum
  for (let after: TextRow | undefined; ; ) {
    const above = after === undefined ? 'true' : `${tuple(names)} > ${tuple(placeholders(key, 0))}`
    const last = await lastOfPiece(on, table, key, above, after)
    const below = last === undefined ? 'true' : `${tuple(names)} <= ${tuple(placeholders(key, after?.length ?? 0))}`
    const values = [...(after ?? []), ...(last ?? [])]
    sum = addSums(sum, toSum(await firstOf(on.query(sumSql(table, `${above} AND ${below}`), values))))
    if (last === undefined) return sum
    after = last
  }
}

async function lastOfPiece(
  on: Connection,
  table: PromotedTable,
  key: readonly PromotedColumn[],
  above: string,
  after: TextRow | undefined,
): Promise<TextRow | undefined> {
  const names = key.map(({ target }) => quoted(target))
  const sql = `SELECT ${names.map((name, index) => `${name}::text AS key${index}`).join(', ')} FROM ${quoted(table.name)}
    WHERE ${above} ORDER BY ${names.join(', ')} OFFSET ${rowsOfSum - 1} LIMIT 1`
  const [row] = await rowsOf(on.query(sql, [...(after ?? [])]))
  return row === undefined ? undefined : key.map((_, index) => String(row[`key${index}`]))
}

export async function isEmpty(on: Connection, table: PromotedTable): Promise<boolean> {
  const sql = `SELECT NOT EXISTS (SELECT FROM ${quoted(table.name)} ${where(table)}) AS is_empty`
  return (await firstOf(on.query(sql)))?.is_empty === true
}

/** The next number of each column with a sequence is above all that were ever given. */
export async function raiseSequence(on: Connection, table: string, column: string, given: bigint): Promise<void> {
  const sql = `
    SELECT setval(pg_get_serial_sequence($1, $2), given, true)
    FROM (SELECT greatest($3::bigint, coalesce(max(${quoted(column)}), 0)) AS given FROM ${quoted(table)}) AS numbers
    WHERE given > 0`
  await on.query(sql, [quoted(table), column, String(given)])
}

function insertSql(table: PromotedTable): string {
  const names = table.columns.map(({ target }) => quoted(target)).join(', ')
  return `INSERT INTO ${quoted(table.name)} (${names}) OVERRIDING SYSTEM VALUE SELECT * FROM ${unnested(table.columns)}`
}

function unnested(columns: readonly PromotedColumn[]): string {
  return `unnest(${columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')})`
}

function isOneOf(table: PromotedTable): string {
  const key = table.key.map(index => table.columns[index]).filter(column => column !== undefined)
  return `${tuple(key.map(({ target }) => quoted(target)))} IN (SELECT * FROM ${unnested(key)})`
}

/** By columns, as `unnest` takes them. */
function columnwise(count: number, rows: readonly TextRow[]): readonly (string | null)[][] {
  return Array.from({ length: count }, (_, index) => rows.map(row => row[index] ?? null))
}

function placeholders(key: readonly PromotedColumn[], from: number): readonly string[] {
  return key.map(({ type }, index) => `$${from + index + 1}::${type}`)
}

function tuple(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `(${names.join(', ')})`
}

function where({ without }: PromotedTable): string {
  return without === undefined ? '' : `WHERE NOT (${without})`
}

/** Two halves of 64 bits of each row's SHA-256. OFFSET 0: a digest is not made twice. */
function sumSql(table: PromotedTable, condition: string): string {
  const spelled = table.columns.map(comparedText).join(' || ')
  const half = (from: number) => `coalesce(sum(('x' || substr(digest, ${from}, 16))::bit(64)::bigint), 0)::text`
  const conditions = [condition, ...(table.without === undefined ? [] : [`NOT (${table.without})`])]
  return `
    SELECT count(*)::int AS rows, ${half(1)} AS high, ${half(17)} AS low
    FROM (SELECT encode(sha256(convert_to(${spelled}, 'UTF8')), 'hex') AS digest FROM ${quoted(table.name)}
          WHERE ${conditions.join(' AND ')} OFFSET 0) AS digests`
}

/** As the other side spells it: see ../../promotion/digest.ts. */
function comparedText({ target, type, compare }: PromotedColumn): string {
  const name = quoted(target)
  const text = compare === undefined ? `CASE WHEN ${name} IS NOT NULL THEN '' END` : asText(name, type)
  return `coalesce(octet_length(${text}) || ':' || ${text}, '~')`
}

function asText(name: string, type: string): string {
  switch (type) {
    case 'bytea':
      return `'\\x' || encode(${name}, 'hex')`
    case 'double precision':
      return `encode(float8send(${name}), 'hex')`
    case 'numeric':
      return `trim_scale(${name})::text`
    case 'timestamp with time zone':
      return `to_char(${name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`
    case 'timestamp without time zone':
      return `to_char(${name}, 'YYYY-MM-DD"T"HH24:MI:SS.US')`
    default:
      return `${name}::text`
  }
}

function toSum(row: Row | undefined): TableSum {
  const half = (value: unknown) => BigInt.asUintN(64, BigInt(String(value ?? 0)))
  return { rows: Number(row?.rows ?? 0), digest: [half(row?.high), half(row?.low)] }
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
