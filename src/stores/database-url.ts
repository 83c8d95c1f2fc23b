/** Which dialect a DATABASE_URL names, and where its database is. */
import { resolve } from 'node:path'
import { DatabaseUrlError } from './errors.ts'

export interface SqliteLocation {
  readonly dialect: 'sqlite'
  /** An absolute path. */
  readonly path: string
}

/** A relative path is seen from `folder`. Throws DatabaseUrlError. */
export function parseDatabaseUrl(url: string, folder: string): SqliteLocation {
  const [scheme = '', ...rest] = url.split(':')
  if (scheme !== 'sqlite' || rest.length === 0) throw new DatabaseUrlError(scheme)
  return { dialect: 'sqlite', path: resolve(folder, rest.join(':')) }
}
