/** Operations on a database that is not opened as a store: backup and restore. */

import { formatSqliteUrl, nameOfDatabase, parseDatabaseUrl } from './database-url.ts'
import { DatabaseOpenError } from './errors.ts'
import { addressOf } from './postgres/address.ts'
import type { TakingRestored } from './postgres/restored.ts'
import { backUp, putBack, type Restoring } from './sqlite/backup.ts'
import type { AppSchema, StoreSettings } from './store-settings.ts'

export interface DatabaseOperations {
  /** The name to show: for SQLite the path of the file. */
  readonly name: string
  /** Writes a copy to `target`, which must not exist; servers can keep running. Throws BackupError. */
  backUp(target: string): void
  /**
   * Restores a copy; no server may be running. An existing database is kept under another name, which is returned, and
   * what it refuses stays refused. Throws BackupError, SchemaTooNewError.
   */
  putBack(
    backup: string,
    options: Omit<Restoring, 'prepare'> & {
      /** Gets the DATABASE_URL of the copy before it takes its place. If it throws, everything stays as it was. */
      readonly prepare: (databaseUrl: string) => Promise<void>
    },
  ): Promise<string | undefined>
}

/**
 * Takes a database into use that PostgreSQL's own tools restored, and gives its name. `undefined`: it is a file, which is
 * restored from another one. Throws DatabaseUrlError, DatabaseOpenError.
 */
export async function takeRestoredDatabase(
  databaseUrl: string,
  settings: StoreSettings,
  schema: AppSchema,
  taking: TakingRestored,
): Promise<string | undefined> {
  const location = parseDatabaseUrl(databaseUrl, '.')
  if (location.dialect === 'sqlite') return undefined
  const { databaseDirectUrl } = settings
  const direct = parseDatabaseUrl(databaseDirectUrl ?? databaseUrl, '.')
  const { takeRestored } = await import('./postgres/restored.ts')
  await takeRestored(addressOf(direct.dialect === 'postgres' ? direct.url : location.url), settings, schema, taking)
  return nameOfDatabase(location)
}

const ofServer = 'A database of PostgreSQL is no file that Latchkey could copy.'
const ownTools =
  'Use its own tools: pg_dump --format=custom and pg_restore; then `latchkey restore` without a file ends what that revived.'

/** Throws DatabaseUrlError, and DatabaseOpenError for a database that has its own tools. */
export function operationsOf(databaseUrl: string, folder: string): DatabaseOperations {
  const location = parseDatabaseUrl(databaseUrl, folder)
  if (location.dialect === 'postgres') throw new DatabaseOpenError(ofServer, ownTools)
  const { path } = location
  return {
    name: path,
    backUp: target => backUp(path, target),
    putBack: (backup, options) =>
      putBack(backup, path, { ...options, prepare: copy => options.prepare(formatSqliteUrl(copy)) }),
  }
}
