import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Creates the folder and its parents, mode 0700. Not with Node's recursive `mkdir`, which loops forever on a file
 * system that keeps answering ENOENT, such as /proc.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process that is starting may have created it.
    if (!existsSync(path)) throw error
  }
}
