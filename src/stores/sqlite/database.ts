/**
 * The embedded database: one file with a write-ahead log. Every commit is flushed to disk before it is acknowledged
 * (`synchronous=FULL`), so `kill -9` and power loss lose nothing that was acknowledged.
 */
import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { storeUnavailable } from '../errors.ts'
import { followingProblem } from './following.ts'
import { addFunctions } from './functions.ts'
import { loadSqlite } from './load-sqlite.ts'
import { makeFolder } from './make-folder.ts'
import { movedProblem } from './promotion/moved.ts'

export type Row = Record<string, SQLOutputValue>

/** A prepared statement. */
export interface Statement {
  get(...values: SQLInputValue[]): Row | undefined
  all(...values: SQLInputValue[]): Row[]
  /** Whole numbers that a JavaScript number cannot hold are bigints; elsewhere they are an error. */
  allExactly(...values: SQLInputValue[]): Row[]
  run(...values: SQLInputValue[]): { changes: number; lastInsertRowid: number }
  /** Whether it returns rows, as SELECT and RETURNING do. */
  readonly isReader: boolean
}

export interface Database {
  prepare(sql: string): Statement
  /** The first column of the only row: for what every request reads, as a row as an object is a third of the price. */
  prepareValue(sql: string): () => unknown
  /** The columns of the first row in their order: half the price of an object where there are many. */
  prepareList(sql: string): (...values: SQLInputValue[]) => readonly unknown[] | undefined
  exec(sql: string): void
  close(): void
  /** SQLite ends a transaction by itself on `ON CONFLICT ROLLBACK`, on `RAISE(ROLLBACK)` and on some failures. */
  readonly isInTransaction: boolean
}

/** Opens the file; creates it (mode 0600: it holds password hashes) and its folder if they do not exist. */
export function openDatabase(path: string): Database {
  if (path !== ':memory:') createPrivately(path)
  const db = new (loadSqlite().DatabaseSync)(path)
  // A long timeout while opening, as another process may be migrating. `waitBriefly` shortens it afterwards.
  db.exec('PRAGMA busy_timeout = 5000')
  useWriteAheadLog(db)
  db.exec('PRAGMA synchronous = FULL')
  db.exec('PRAGMA foreign_keys = ON')
  // With the 2 MB that are the default, a list among a million accounts reads most of its pages twice. Small files use less.
  db.exec('PRAGMA cache_size = -64000')
  addFunctions(db)
  // `recursive_triggers` stays off: a trigger that stamps its row after an UPDATE would call itself. `trusted_schema` stays
  // on: a view that searches (MATCH) would be refused, and there are no functions here that reach outside of the file.
  return {
    prepare: sql => prepare(db, sql),
    prepareValue: sql => prepareValue(db, sql),
    prepareList: sql => prepareList(db, sql),
    exec: sql => db.exec(sql),
    close: () => db.close(),
    get isInTransaction() {
      return db.isTransaction
    },
  }
}

/** SQLite has no booleans. */
export function toSql(value: string | number | boolean | null): string | number | null {
  return typeof value === 'boolean' ? Number(value) : value
}

/** For migrations: takes the write lock first, so of two processes that start at once only one runs the step. */
export function inTransaction<T>(db: Database, job: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = job()
    db.exec('COMMIT')
    return result
  } catch (error) {
    rollBack(db)
    throw error
  }
}

/** After a full disk, or `ON CONFLICT ROLLBACK`, SQLite has rolled back already: its error is not the one to tell. */
export function rollBack(db: Database): void {
  try {
    db.exec('ROLLBACK')
  } catch {}
}

/** Retries, as SQLite ignores its timeout here and fails at once while another process creates the same file. */
function useWriteAheadLog(db: DatabaseSync): void {
  for (let attempts = 250; ; attempts -= 1) {
    try {
      db.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (attempts === 0 || !isSqliteError(error, 'busy')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}

/** Milliseconds that SQLite waits for other processes while requests are served. */
export const busyTimeoutMs = 5

/** From now on a wait inside SQLite would block the event loop: group commit waits for other processes instead. */
export function waitBriefly(db: Database): void {
  db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
}

/**
 * What statements put aside while they run. In a container whose root is read-only there is no folder for it, and a
 * write would fail as an "I/O error". Not before the migrations, which sort whole tables.
 */
export function keepTemporaryInMemory(db: Database): void {
  db.exec('PRAGMA temp_store = MEMORY')
}

function createPrivately(path: string): void {
  makeFolder(dirname(path))
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
}

function prepare(db: DatabaseSync, sql: string): Statement {
  const statement = db.prepare(sql)
  return {
    get: (...values) => statement.get(...values) as Row | undefined,
    all: (...values) => statement.all(...values) as Row[],
    allExactly: (...values) => {
      statement.setReadBigInts(true)
      const rows = (statement.all(...values) as Row[]).map(withNumbers)
      statement.setReadBigInts(false)
      return rows
    },
    run: (...values) => {
      const { changes, lastInsertRowid } = statement.run(...values)
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) }
    },
    get isReader() {
      return statement.columns().length > 0
    },
  }
}

function prepareValue(db: DatabaseSync, sql: string): () => unknown {
  const find = prepareList(db, sql)
  return () => find()?.[0]
}

function prepareList(db: DatabaseSync, sql: string): (...values: SQLInputValue[]) => readonly unknown[] | undefined {
  const statement = db.prepare(sql)
  statement.setReturnArrays(true)
  return (...values) => {
    const row: unknown = statement.get(...values)
    return Array.isArray(row) ? row : undefined
  }
}

function withNumbers(row: Row): Row {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) row[name] = Number(value)
  }
  return row
}

const errorCodes = {
  busy: [5, 261, 262, 517, 773],
  foreign_file: [11, 26],
} as const

/** Whether it is SQLite's error for that reason (extended result codes: sqlite.org/rescode.html). */
export function isSqliteError(error: unknown, reason: keyof typeof errorCodes): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false
  const codes: readonly number[] = errorCodes[reason]
  return codes.includes(Number(error.errcode))
}

/** Primary result codes of an unavailable database: the cause is not our SQL. */
const awayCodes: readonly number[] = [
  3, // permissions of a new file
  5, // busy
  8, // read-only
  9, // interrupted
  10, // I/O error
  11, // corrupt
  13, // full
  14, // cannot be opened
  15, // the locks of the write-ahead log are in use by others
  17, // the schema keeps changing under the statement
  26, // not a database
]

/** The lock of another connection. A plain 6 is of the same connection: a table that is dropped while it is read. */
const lockedByAnother = 262

/** A search index of the application is broken, which may come to light at COMMIT. The file is not. */
const brokenVirtualTable = 267

/**
 * Maps an unavailable database to `store_unavailable` (503). Any other error is a bug in our TypeScript or SQL and
 * stays unchanged: a 500 whose cause is in the log, not a promise that a retry will help.
 */
export function toCaller(error: unknown): unknown {
  return movedProblem(error) ?? followingProblem(error) ?? (isAway(error) ? storeUnavailable('sqlite', error) : error)
}

export function isAway(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  // The database was closed, or a statement was used afterwards.
  if (error.code === 'ERR_INVALID_STATE') return true
  if (!('errcode' in error) || error.errcode === brokenVirtualTable) return false
  return error.errcode === lockedByAnother || awayCodes.includes(Number(error.errcode) & 0xff)
}

/** Reads outside a transaction. Errors are mapped as for writes: see `toCaller`. */
export async function read<T>(look: () => T): Promise<T> {
  try {
    return look()
  } catch (error) {
    throw toCaller(error)
  }
}
