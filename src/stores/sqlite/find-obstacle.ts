/** What stands in the way of a database file. It only looks: faults are told before any file or folder is made. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { findMissingFolder } from './make-folder.ts'

/** `undefined`: nothing that can be seen from outside. Opening may still fail. */
export function findObstacle(path: string): string | undefined {
  if (path === ':memory:') return undefined
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return findFolderObstacle(dirname(path)) ?? findMissingFolder(dirname(path))
  if (found.isDirectory()) return `${path} is a folder`
  return isForeign(path) ? `${path} is not an SQLite database` : undefined
}

/** The nearest thing above it that exists has to be a folder. */
function findFolderObstacle(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return dirname(folder) === folder ? undefined : findFolderObstacle(dirname(folder))
  return found.isDirectory() ? undefined : `${folder} is a file, not a folder`
}

/** The first bytes of every SQLite file (sqlite.org/fileformat2.html). An empty file becomes a database. */
const magic = 'SQLite format 3\0'

function isForeign(path: string): boolean {
  const head = Buffer.alloc(magic.length)
  const file = openSync(path, 'r')
  try {
    const length = readSync(file, head)
    return length > 0 && head.toString('latin1', 0, length) !== magic.slice(0, length)
  } finally {
    closeSync(file)
  }
}
