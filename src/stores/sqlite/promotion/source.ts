/** The file that is copied, for the one process that copies it: what is noted in it, and the moment in which it moves. */
import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { PromotedTable } from '../../rows/promoted-table.ts'
import { isSqliteError } from '../database.ts'
import { readFactSql } from '../facts.ts'
import { loadSqlite } from '../load-sqlite.ts'
import { currentNumber } from '../migrations.ts'
import { latestMigration } from '../schema.ts'
import { installCapture } from './capture.ts'
import { closeForWrites, forgetPromotion, type PromotionFact, readPromotion, writePromotion } from './moved.ts'
import { openSnapshot, type Snapshot } from './snapshot.ts'

export interface SourceTable {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly isKey: boolean }[]
}

export interface Source {
  readonly promotion: PromotionFact | undefined
  /** Tables with rows of their own, Latchkey's and the application's. */
  readonly tables: readonly SourceTable[]
  /** Virtual tables, whose rows are in others. */
  readonly virtual: readonly string[]
  /** Begins to note changes. Another process may have begun in between: gives what holds. */
  begin(tables: readonly PromotedTable[], to: string, id: string): PromotionFact
  readFact(name: string): string | undefined
  snapshot(hasCapture?: boolean): Snapshot
  /** Takes the lock of writers, of any process: until `move` or `goOn` they wait. */
  holdWriters(): Promise<void>
  goOn(): void
  /** THE moment: from this commit on the other database is the one. */
  move(fact: PromotionFact): void
  forget(): void
  /** Snapshots, too. */
  close(): void
}

/** `undefined`: there is no file. */
export function openSource(path: string, readOnly: boolean): Source | undefined {
  if (path === ':memory:' || !existsSync(path)) return undefined
  const db = new (loadSqlite().DatabaseSync)(path, { readOnly, timeout: 5000 })
  if (!readOnly) db.exec('PRAGMA synchronous = FULL')
  const opened = new Set<Snapshot>()
  return {
    get promotion() {
      return readPromotion(db)
    },
    ...listTables(db),
    begin: (tables, to, id) =>
      inTransaction(db, () => {
        const found = readPromotion(db)
        if (found !== undefined) return found
        const fact: PromotionFact = { id, phase: 'copying', to }
        installCapture(db, tables)
        writePromotion(db, fact)
        return fact
      }),
    snapshot: (hasCapture = true) => {
      const snapshot = openSnapshot(path, hasCapture)
      opened.add(snapshot)
      return snapshot
    },
    holdWriters: () => takeLock(db),
    goOn: () => {
      if (db.isTransaction) db.exec('ROLLBACK')
    },
    move: fact => {
      closeForWrites(db, fact)
      db.exec('COMMIT')
    },
    forget: () => inTransaction(db, () => forgetPromotion(db)),
    readFact: name => {
      const value = db.prepare(readFactSql).get(name)?.value
      return value === undefined ? undefined : String(value)
    },
    close: () => {
      for (const snapshot of opened) snapshot.close()
      db.close()
    },
  }
}

/** Whether the file has today's schema. */
export function isSourceCurrent(path: string): boolean {
  const db = new (loadSqlite().DatabaseSync)(path, { readOnly: true, timeout: 5000 })
  try {
    return currentNumber(db) === latestMigration
  } finally {
    db.close()
  }
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** In between SQLite's own waits the timers of this process run. */
async function takeLock(db: DatabaseSync): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return db.exec('BEGIN IMMEDIATE')
    } catch (error) {
      if (!isSqliteError(error, 'busy') || tries === 5) throw error
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
}

function listTables(db: DatabaseSync): Pick<Source, 'tables' | 'virtual'> {
  const found = db
    .prepare(
      "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all()
  const columns = db.prepare('SELECT name, pk FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid')
  const namesOf = (type: string) => found.flatMap(row => (row.type === type ? [String(row.name)] : []))
  return {
    tables: namesOf('table').map(name => ({
      name,
      columns: columns.all(name).map(column => ({ name: String(column.name), isKey: Number(column.pk) > 0 })),
    })),
    virtual: namesOf('virtual'),
  }
}
