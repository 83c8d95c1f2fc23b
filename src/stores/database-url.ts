/** Parses a DATABASE_URL: the dialect, and the location of the database. */
import { resolve } from 'node:path'
import { DatabaseUrlError } from './errors.ts'

export interface SqliteLocation {
  readonly dialect: 'sqlite'
  /** An absolute path. */
  readonly path: string
}

/** A relative path is resolved against `folder`. Throws DatabaseUrlError. */
export function parseDatabaseUrl(url: string, folder: string): SqliteLocation {
  const [scheme = '', ...rest] = url.split(':')
  if (scheme !== 'sqlite' || rest.length === 0) throw new DatabaseUrlError(scheme)
  return { dialect: 'sqlite', path: resolve(folder, rest.join(':')) }
}
