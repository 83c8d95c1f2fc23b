/** The file at one moment, read on a connection of its own beside the servers that write to it. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { PromotedTable, SourceRow, SourceValue } from '../../rows/promoted-table.ts'
import { loadSqlite } from '../load-sqlite.ts'
import { isCaptureWhole, keyOf, quoted } from './capture.ts'

export interface Snapshot {
  /** Of the last change that is in it; 0 where none is noted. */
  readonly position: number
  /** The next rows in the order of the key. */
  rowsAfter(table: PromotedTable, key: SourceRow | undefined, limit: number): readonly SourceRow[]
  /** The rows of these keys, as far as there are. */
  rowsOf(table: PromotedTable, keys: readonly SourceRow[]): readonly SourceRow[]
  /** The keys of the rows that changed after a position, each once; of those up to `last` alone, where that is given. */
  changedKeys(table: PromotedTable, after: number, last?: SourceRow): readonly SourceRow[]
  countRows(table: PromotedTable): number
  /** The bytes of a column of a row, where its text may hold what is no text. */
  bytesOf(table: PromotedTable, column: string, key: SourceRow): Buffer
  /** The highest number ever given in a table, by table. */
  readonly numbers: ReadonlyMap<string, bigint>
  isWhole(tables: readonly PromotedTable[]): boolean
  close(): void
}

/** From the first read on. `hasCapture`: whether changes are noted. */
export function openSnapshot(path: string, hasCapture: boolean): Snapshot {
  const db = new (loadSqlite().DatabaseSync)(path, { readOnly: true, timeout: 5000 })
  db.exec('BEGIN')
  // Reads a table in any case: the snapshot is of that moment.
  const last = hasCapture ? 'coalesce((SELECT max(position) FROM promotion_changes), 0)' : '0'
  const position = Number(db.prepare(`SELECT ${last} AS value FROM facts LIMIT 1`).get()?.value ?? 0)
  const statements = createStatements(db)
  return {
    position,
    rowsAfter: (table, key, limit) => all(statements(pageSql(table, key !== undefined)), ...(key ?? []), limit),
    rowsOf: (table, keys) => {
      const statement = statements(rowSql(table))
      return keys.flatMap(key => all(statement, ...key))
    },
    changedKeys: (table, after, last) =>
      all(statements(changedSql(table, last !== undefined)), table.name, after, ...(last ?? [])),
    countRows: table => Number(all(statements(`SELECT count(*) FROM ${quoted(table.name)} ${where(table)}`))[0]?.[0]),
    bytesOf: (table, column, key) => {
      const sql = `SELECT CAST(${quoted(column)} AS BLOB) FROM ${quoted(table.name)} WHERE ${isKey(table)}`
      return Buffer.from(all(statements(sql), ...key)[0]?.[0] as Uint8Array)
    },
    get numbers() {
      return readNumbers(db)
    },
    isWhole: tables => isCaptureWhole(db, tables),
    close: () => {
      if (db.isOpen) db.close()
    },
  }
}

function createStatements(db: DatabaseSync): (sql: string) => StatementSync {
  const made = new Map<string, StatementSync>()
  return sql => {
    const known = made.get(sql)
    if (known !== undefined) return known
    const statement = db.prepare(sql)
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    made.set(sql, statement)
    return statement
  }
}

/** The types of Node know rows as objects only. */
function all(statement: StatementSync, ...values: SourceValue[]): readonly SourceRow[] {
  return statement.all(...values).map(row => Object.values(row))
}

function readNumbers(db: DatabaseSync): ReadonlyMap<string, bigint> {
  const rows = db.prepare('SELECT name, seq FROM sqlite_sequence')
  rows.setReadBigInts(true)
  return new Map(rows.all().map(({ name, seq }) => [String(name), BigInt(seq as bigint)]))
}

function columnsOf({ columns }: PromotedTable): string {
  return columns.map(({ source }) => quoted(source)).join(', ')
}

function where({ without }: PromotedTable, ...more: readonly string[]): string {
  const conditions = [...(without === undefined ? [] : [`NOT (${without})`]), ...more]
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
}

function isKey(table: PromotedTable): string {
  return keyOf(table)
    .map(name => `${quoted(name)} = ?`)
    .join(' AND ')
}

function tuple(names: readonly string[]): string {
  return names.length === 1 ? (names[0] ?? '') : `(${names.join(', ')})`
}

function pageSql(table: PromotedTable, hasKey: boolean): string {
  const keys = keyOf(table).map(quoted)
  const after = hasKey ? [`${tuple(keys)} > ${tuple(keys.map(() => '?'))}`] : []
  return `SELECT ${columnsOf(table)} FROM ${quoted(table.name)} ${where(table, ...after)} ORDER BY ${keys.join(', ')} LIMIT ?`
}

function rowSql(table: PromotedTable): string {
  return `SELECT ${columnsOf(table)} FROM ${quoted(table.name)} ${where(table, isKey(table))}`
}

/** Compared as the table compares its key. */
function changedSql(table: PromotedTable, hasLast: boolean): string {
  const places = keyOf(table).map((_, index) => `key${index + 1}`)
  const upTo = hasLast ? `AND ${tuple(places)} <= ${tuple(places.map(() => '?'))}` : ''
  return `SELECT DISTINCT ${places.join(', ')} FROM promotion_changes WHERE tab = ? AND position > ? ${upTo}`
}
