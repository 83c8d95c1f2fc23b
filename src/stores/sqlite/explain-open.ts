/** Says in a sentence why a database file cannot be opened: a full disk, a read-only folder, a folder in its place. */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseOpenError } from '../errors.ts'

const elsewhere = 'or set another path with DATABASE_URL=sqlite:///PATH.'

/** Runs what opens the file. An error of the system or of SQLite becomes a DatabaseOpenError with its cause. */
export function openingFile<T>(path: string, open: () => T): T {
  if (path === ':memory:') return open()
  refusePlace(path)
  try {
    return open()
  } catch (error) {
    throw explain(path, error) ?? error
  }
}

/** SQLite would open a file that it may only read, and each write would fail later. */
function refusePlace(path: string): void {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (facts === undefined) return
  if (facts.isDirectory())
    throw new DatabaseOpenError(`${path} is a folder.`, 'Name a file in it with DATABASE_URL=sqlite:///PATH.')
  if (!isWritable(path)) throw readOnly(path)
}

function explain(path: string, error: unknown): DatabaseOpenError | undefined {
  if (!(error instanceof Error) || error instanceof DatabaseOpenError || !('code' in error)) return undefined
  const primary = 'errcode' in error ? Number(error.errcode) & 0xff : undefined
  const folder = existingFolder(path)
  const say = (what: string, fix: string) => new DatabaseOpenError(what, fix, { cause: error })
  if (error.code === 'ENOSPC' || primary === 13)
    return say(`The disk that holds ${path} is full.`, `Free some space, ${elsewhere}`)
  if (error.code === 'ENOTDIR' || error.code === 'EEXIST')
    return say(`A file has the name of a folder of ${path}.`, `Rename it, ${elsewhere}`)
  if (primary === 26 || primary === 11) {
    return say(
      `${path} is not an SQLite database, or is damaged.`,
      'Check the path of the database (DATABASE_URL), or restore a backup.',
    )
  }
  const isAccess = ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code)) || primary === 14 || primary === 8
  if (!isAccess) return undefined
  if (!isWritable(folder))
    return say(
      `The folder ${folder} cannot be written to by this user.`,
      `SQLite keeps files beside the database: make the folder writable, ${elsewhere}`,
    )
  return readOnly(path, error)
}

function readOnly(path: string, cause?: unknown): DatabaseOpenError {
  return new DatabaseOpenError(
    `The file ${path} cannot be written to by this user.`,
    `Make it writable, ${elsewhere}`,
    { cause },
  )
}

/** What would have to be written to: where the folder was to be made, too. */
function existingFolder(path: string): string {
  const folder = dirname(path)
  return existsSync(folder) || dirname(folder) === folder ? folder : existingFolder(folder)
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}
