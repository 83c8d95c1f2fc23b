/**
 * The database of a Django project behind three dialects: what reading and writing need of it. Nothing here knows tables.
 * Statements are written with `?` for values, and names with `quote`.
 */

export type DjangoDialect = 'sqlite' | 'postgres' | 'mysql'

/**
 * Exact: integers are numbers, and bigints where a number would round; decimals, dates and times are text as the database
 * writes them (UTC where the column has a zone). Booleans are true and false on PostgreSQL, 1 and 0 elsewhere.
 */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array

export type SqlRow = Readonly<Record<string, SqlValue>>

/** One connection, inside a transaction. */
export interface DjangoConnection {
  all(sql: string, values?: readonly SqlValue[]): Promise<readonly SqlRow[]>
  /** Row by row, where there are many or long ones. */
  each(sql: string, values: readonly SqlValue[], row: (row: SqlRow) => void): Promise<void>
  /** How many rows it found (of an UPDATE on MySQL also those that it left as they were). */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>
}

/**
 * Everything throws DjangoUnavailable when the database cannot be reached or does not answer in time, and DjangoSchemaError
 * when it does not take the statement or one of its values. Both name a code of the database and no SQL.
 */
export interface DjangoDriver {
  readonly dialect: DjangoDialect
  /** Host, port and name, or the file: no user and no password. */
  readonly place: string
  /** The schema in which the tables are: of the search path, the database, `main`. */
  readonly schema: string
  quote(name: string): string
  /** A statement alone, on any connection. `withinMs`: a shorter time than the driver's own. */
  all(sql: string, values?: readonly SqlValue[], withinMs?: number): Promise<readonly SqlRow[]>
  /** Reads one moment, however long the work takes. */
  snapshot<T>(work: (connection: DjangoConnection) => Promise<T>): Promise<T>
  /** Commits when the work is done, and rolls back when it throws. READ COMMITTED; on SQLite it begins as a writer. */
  transaction<T>(work: (connection: DjangoConnection) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface DriverLimits {
  /** Milliseconds until a connection stands; 5000. */
  readonly connectMs: number
  /** Milliseconds of one statement; 60000. */
  readonly statementMs: number
  /** Connections at most; 4. SQLite has one for each transaction. */
  readonly connections: number
}

export const driverLimits: DriverLimits = { connectMs: 5000, statementMs: 60_000, connections: 4 }

/** `"name"`, or `` `name` `` on MySQL. */
export function quoteName(dialect: DjangoDialect, name: string): string {
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`
}

/** Integers that a number holds are numbers. */
export function exactInteger(text: string | bigint): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

/** `?, ?, ?` */
export function placeholders(count: number): string {
  return Array.from({ length: count }, () => '?').join(', ')
}
