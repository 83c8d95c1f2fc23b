/**
 * Backup while servers are running, restore while none is. A copy holds every transaction that was acknowledged before
 * it began, and no partial one.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { BackupError, SchemaTooNewError } from '../errors.ts'
import { carryOver } from './carry-over.ts'
import { isSqliteError } from './database.ts'
import { loadSqlite } from './load-sqlite.ts'
import { makeFolder } from './make-folder.ts'
import { forgetPromotion } from './promotion/moved.ts'
import { raiseUserIds } from './raise-user-ids.ts'
import { latestMigration } from './schema.ts'

/**
 * Writes a copy of `database` to `target`, which must not exist. The copy is one file, mode 0600, flushed to disk
 * before this returns. Throws BackupError.
 */
export function backUp(database: string, target: string): void {
  if (!existsSync(database)) throw new BackupError('missing', database)
  refuseStranger(database)
  const partial = `${target}.partial`
  reserve(target)
  try {
    reserve(partial)
    try {
      const source = new (loadSqlite().DatabaseSync)(database, { readOnly: true, timeout: 5000 })
      // One read transaction: writers continue, and their later changes are not in the copy.
      source.prepare('VACUUM INTO ?').run(partial)
      source.close()
      flush(partial)
      renameSync(partial, target)
    } catch (error) {
      rmSync(partial, { force: true })
      throw error
    }
  } catch (error) {
    rmSync(target, { force: true })
    throw error
  }
  flush(dirname(target))
}

export interface Restoring {
  /** Whether a database may be there already. */
  readonly replaces: boolean
  /** Mails that wait in the backup still wait, where no replaced database says otherwise. */
  readonly keepsMails: boolean
  /** Works on the copy before it takes its place: what throws here leaves everything as it was. */
  readonly prepare: (path: string) => Promise<void>
}

/**
 * Restores a copy to `database`. An existing file is kept beside it, under the name that is returned, and what it refuses
 * stays refused. Throws BackupError, SchemaTooNewError.
 */
export async function putBack(
  backup: string,
  database: string,
  { replaces, keepsMails, prepare }: Restoring,
): Promise<string | undefined> {
  if (!existsSync(backup)) throw new BackupError('missing', backup)
  refuseStranger(backup)
  refuseDamaged(backup)
  const isThere = existsSync(database)
  if (isThere && !replaces) throw new BackupError('in_the_way', database)
  if (isThere) closeForGood(database)
  const usedUpTo = isThere ? lastUserId(database) : 0
  const partial = `${database}.partial`
  makeFolder(dirname(database))
  reserve(partial)
  try {
    copyPrivately(backup, partial)
    clearPromotion(partial)
    giveNoIdTwice(partial, usedUpTo)
    await prepare(partial)
    carryOver(isThere ? database : undefined, partial, { keepsMails })
    flush(partial)
    // Again: a server may have started meanwhile.
    if (isThere) closeForGood(database)
    const replaced = isThere ? freeName(`${database}.replaced`) : undefined
    if (replaced !== undefined) keepBeside(database, replaced)
    // SQLite would apply another database's leftover write-ahead log to this file.
    removeLogs(database)
    renameSync(partial, database)
    flush(dirname(database))
    return replaced
  } catch (error) {
    rmSync(partial, { force: true })
    removeLogs(partial)
    throw error
  }
}

/** Creates the file with mode 0600, never overwriting one. */
function reserve(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    throw isThere ? new BackupError('in_the_way', path) : error
  }
}

/**
 * A second name, so that the path always has a database: stopped in between, the next restore would find none to carry
 * over from, and what was revoked would come back.
 */
function keepBeside(database: string, replaced: string): void {
  try {
    linkSync(database, replaced)
  } catch {
    // A file system without hard links.
    renameSync(database, replaced)
  }
}

function removeLogs(path: string): void {
  for (const ending of ['-wal', '-shm', '-journal']) rmSync(`${path}${ending}`, { force: true })
}

/** Not `copyFileSync`: it gives the copy the mode of the backup, which scp or a download may have left at 0644. */
function copyPrivately(from: string, to: string): void {
  const [source, target] = [openSync(from, 'r'), openSync(to, 'r+')]
  try {
    const block = Buffer.alloc(1024 * 1024)
    for (let size = readSync(source, block); size > 0; size = readSync(source, block))
      writeFileSync(target, block.subarray(0, size))
  } finally {
    closeSync(source)
    closeSync(target)
  }
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

const ownTables = ['schema_migrations', 'users', 'sessions', 'revocations']

function refuseStranger(path: string): void {
  const found = ask(path, db => {
    const tables = new Set(
      db
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
        .all()
        .map(row => row.name),
    )
    if (!ownTables.every(name => tables.has(name))) return undefined
    return Number(db.prepare('SELECT max(number) AS number FROM schema_migrations').get()?.number)
  })
  if (found === undefined) throw new BackupError('not_latchkey', path)
  if (found > latestMigration) throw new SchemaTooNewError(found, latestMigration)
}

function refuseDamaged(path: string): void {
  const says = ask(path, db => db.prepare('PRAGMA quick_check(1)').get()?.quick_check)
  if (says !== 'ok') throw new BackupError('damaged', path)
}

function ask<T>(path: string, question: (db: DatabaseSync) => T): T {
  try {
    const db = new (loadSqlite().DatabaseSync)(path, { readOnly: true, timeout: 5000 })
    try {
      return question(db)
    } finally {
      db.close()
    }
  } catch (error) {
    throw isSqliteError(error, 'foreign_file') ? new BackupError('not_latchkey', path, error) : error
  }
}

/** Detects other connections: while there is one, a database cannot leave WAL mode. */
function closeForGood(path: string): void {
  const db = new (loadSqlite().DatabaseSync)(path, { timeout: 0 })
  try {
    db.exec('PRAGMA journal_mode = DELETE')
  } catch (error) {
    throw isSqliteError(error, 'busy') ? new BackupError('in_use', path, error) : error
  } finally {
    db.close()
  }
}

/** A backup may be from the middle of a copy to PostgreSQL, or from after it: the restored file is in use. */
function clearPromotion(path: string): void {
  const db = new (loadSqlite().DatabaseSync)(path)
  try {
    forgetPromotion(db)
  } finally {
    db.close()
  }
}

/** The highest user id ever assigned; 0 if ids are UUIDs or the file cannot be read. */
function lastUserId(path: string): number {
  try {
    return ask(path, db => Number(db.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'users'`).get()?.seq ?? 0))
  } catch {
    return 0
  }
}

/** Accounts created after the backup are gone, but their tokens are still valid: their ids must not be reused. */
function giveNoIdTwice(path: string, usedUpTo: number): void {
  if (usedUpTo === 0) return
  const db = new (loadSqlite().DatabaseSync)(path)
  raiseUserIds(db, usedUpTo)
  db.close()
}

function freeName(path: string): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? path : `${path}-${number}`
    if (!existsSync(name)) return name
  }
}
