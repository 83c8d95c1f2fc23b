import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The folder and those above it, for this user alone. By hand: Node's own recursive `mkdir` goes round for ever where a
 * file system says ENOENT of what it will never make, as /proc does.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process that starts now may have been first.
    if (!existsSync(path)) throw error
  }
}
