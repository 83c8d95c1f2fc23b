/**
 * Django's SQLite file, which other processes write: a statement that has to wait does so for some seconds, as Django itself does.
 */
import { existsSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { setTimeout as rest } from 'node:timers/promises'
import { DjangoUnavailable } from '../../features/adoption/django-database.ts'
import {
  type DjangoConnection,
  type DjangoDriver,
  exactInteger,
  quoteName,
  type SqlRow,
  type SqlValue,
} from '../driver.ts'
import { translateFailure } from './failures.ts'

/** How long a lock of another process is waited for, in ms. */
const busyMs = 5000
/** How long a transaction waits for one with the thread, and between two tries. */
const tryMs = 10
const restMs = 15
/** SQLITE_BUSY */
const busy = 5

/** Read-only until the first transaction. The file has to be there. */
export function openSqliteDriver(path: string): DjangoDriver {
  if (!existsSync(path)) throw new DjangoUnavailable(`There is no file ${path}`)
  // Not by an import: an older Node would fail at that before an entry point can say which Node is needed.
  const { DatabaseSync: Sqlite } = process.getBuiltinModule('node:sqlite')
  const translate = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw translateFailure('sqlite', path, error)
    }
  }
  const open = (readOnly: boolean) =>
    translate(() => new Sqlite(path, { readOnly, timeout: readOnly ? busyMs : tryMs }))
  const shared = open(true)
  const connection = connectionOf(shared, translate)
  const within = async <T>(readOnly: boolean, begin: string, work: (connection: DjangoConnection) => Promise<T>) => {
    const own = open(readOnly)
    try {
      await untilFree(own, begin, translate)
      const result = await work(connectionOf(own, translate))
      await untilFree(own, 'COMMIT', translate)
      return result
    } finally {
      // What is open is rolled back.
      own.close()
    }
  }
  return {
    dialect: 'sqlite',
    place: path,
    schema: 'main',
    quote: name => quoteName('sqlite', name),
    all: connection.all,
    // The moment is that of the first read.
    snapshot: work => within(true, 'BEGIN; SELECT count(*) FROM sqlite_schema', work),
    transaction: work => within(false, 'BEGIN IMMEDIATE', work),
    async close() {
      if (shared.isOpen) shared.close()
    },
  }
}

/**
 * SQLite waits for a lock with the whole thread, and another transaction of this process could not end meanwhile. So each try
 * is short, and between them others go on.
 */
async function untilFree(database: DatabaseSync, sql: string, translate: <T>(work: () => T) => T): Promise<void> {
  for (let waited = 0; ; waited += restMs) {
    try {
      return database.exec(sql)
    } catch (error) {
      const { errcode } = error as { readonly errcode?: number }
      if (((errcode ?? 0) & 0xff) !== busy || waited >= busyMs) {
        return translate(() => {
          throw error
        })
      }
    }
    await rest(restMs)
  }
}

function connectionOf(database: DatabaseSync, translate: <T>(work: () => T) => T): DjangoConnection {
  const prepared = new Map<string, StatementSync>()
  const prepare = (sql: string) => {
    const found = prepared.get(sql)
    if (found !== undefined) return found
    const statement = database.prepare(sql)
    statement.setReadBigInts(true)
    if (prepared.size > 200) prepared.clear()
    prepared.set(sql, statement)
    return statement
  }
  return {
    all: async (sql, values = []) =>
      translate(() =>
        prepare(sql)
          .all(...bind(values))
          .map(row => exact(row as Raw)),
      ),
    each: async (sql, values, take) =>
      translate(() => {
        for (const row of prepare(sql).iterate(...bind(values))) take(exact(row as Raw))
      }),
    run: async (sql, values = []) => translate(() => Number(prepare(sql).run(...bind(values)).changes)),
  }
}

type Raw = Record<string, string | bigint | number | null | Uint8Array>

function bind(values: readonly SqlValue[]): (string | number | bigint | null | Uint8Array)[] {
  return values.map(value => (typeof value === 'boolean' ? Number(value) : value))
}

function exact(row: Raw): SqlRow {
  const values: Record<string, SqlValue> = row
  for (const name in row) {
    const value = row[name]
    if (typeof value === 'bigint') values[name] = exactInteger(value)
  }
  return values
}
