import { existsSync, mkdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseOpenError } from '../errors.ts'

/**
 * Creates the default folder of an installation, mode 0700. Any other folder has to exist: a typing error in an address
 * would otherwise begin a new, empty database.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  const missing = findMissingFolder(path)
  if (missing !== undefined) {
    throw new DatabaseOpenError(
      `${capital(missing)}.`,
      'Correct the path of the database (DATABASE_URL), or create the folder.',
    )
  }
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process that is starting may have created it.
    if (!existsSync(path)) throw error
  }
}

/** Says which folder has to exist and does not; `undefined` if it is there, or is the one that is made. */
export function findMissingFolder(path: string): string | undefined {
  const needed = basename(path) === '.latchkey' ? dirname(path) : path
  return existsSync(needed) ? undefined : `the folder ${needed} does not exist`
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
