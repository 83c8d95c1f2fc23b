/**
 * The embedded database: one file, write-ahead log, every commit flushed to disk before it is acknowledged
 * (`synchronous=FULL`), so that `kill -9` and power loss take nothing that was answered.
 */
import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite'
import { storeUnavailable } from '../errors.ts'
import { makeFolder } from './make-folder.ts'

export type Row = Record<string, SQLOutputValue>

/** A prepared statement that gives plain rows. */
export interface Statement {
  get(...values: SQLInputValue[]): Row | undefined
  all(...values: SQLInputValue[]): Row[]
  run(...values: SQLInputValue[]): { changes: number; lastInsertRowid: number }
  /** Whether it gives rows, as a SELECT or a RETURNING does. */
  readonly isReader: boolean
}

export interface Database {
  prepare(sql: string): Statement
  exec(sql: string): void
  close(): void
}

/** Opens the file, making it (mode 0600: it holds password hashes) and its folder when they are not there. */
export function openDatabase(path: string): Database {
  if (path !== ':memory:') createPrivately(path)
  const db = new DatabaseSync(path)
  // Long, for as long as it is opened: another process may be migrating. See `waitBriefly` for what comes after.
  db.exec('PRAGMA busy_timeout = 5000')
  useWriteAheadLog(db)
  db.exec('PRAGMA synchronous = FULL')
  db.exec('PRAGMA foreign_keys = ON')
  return { prepare: sql => prepare(db, sql), exec: sql => db.exec(sql), close: () => db.close() }
}

/** For opening: each step takes the write lock first, so that two processes that start at once take it once. */
export function inTransaction<T>(db: Database, job: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = job()
    db.exec('COMMIT')
    return result
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}

/** While another process makes the same file, SQLite refuses the switch without waiting: so the wait is here. */
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

/** Milliseconds that SQLite itself waits for other processes while requests are served. */
export const busyTimeoutMs = 5

/** From here on a wait inside SQLite would block the event loop: group commit waits for other processes itself. */
export function waitBriefly(db: Database): void {
  db.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
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
    run: (...values) => {
      const { changes, lastInsertRowid } = statement.run(...values)
      return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) }
    },
    get isReader() {
      return statement.columns().length > 0
    },
  }
}

const errorCodes = {
  busy: [5, 6, 261, 517],
  unique: [2067, 1555],
  foreign_key: [787, 1811],
  foreign_file: [11, 26],
} as const

/** Whether SQLite refused for that reason (extended result codes of sqlite.org/rescode.html). */
export function isSqliteError(error: unknown, reason: keyof typeof errorCodes): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false
  const codes: readonly number[] = errorCodes[reason]
  return codes.includes(Number(error.errcode))
}

/** Primary result codes of a database that cannot serve now, whatever was asked of it: our SQL is not to blame. */
const awayCodes: readonly number[] = [
  5, // busy
  6, // locked
  8, // read-only
  9, // interrupted
  10, // I/O error
  11, // corrupt
  13, // full
  14, // cannot be opened
  26, // no database
]

/**
 * As a caller hears of it. A database that is away is `store_unavailable`, 503. Anything else is a mistake of ours, in
 * TypeScript or in SQL, and stays what it is: a 500 whose cause is in the log, not a promise that it passes by itself.
 */
export function toCaller(error: unknown): unknown {
  return isAway(error) ? storeUnavailable('sqlite', error) : error
}

function isAway(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  // The file was closed, or a statement of it is used after that.
  if (error.code === 'ERR_INVALID_STATE') return true
  return 'errcode' in error && awayCodes.includes(Number(error.errcode) & 0xff)
}

/** A look outside a transaction. It fails as a write does: see `toCaller`. */
export async function read<T>(look: () => T): Promise<T> {
  try {
    return look()
  } catch (error) {
    throw toCaller(error)
  }
}
