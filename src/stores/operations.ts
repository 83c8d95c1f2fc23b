/** Operations on a database that is not opened as a store: backup, restore, and a read-only inspection. */
import { parseDatabaseUrl } from './database-url.ts'
import { backUp, putBack } from './sqlite/backup.ts'
import { type DatabaseFacts, type InspectOptions, inspectDatabase } from './sqlite/inspect.ts'

export type { DatabaseFacts }

export interface DatabaseOperations {
  /** The name to show: for SQLite the path of the file. */
  readonly name: string
  /** Writes a copy to `target`, which must not exist; servers can keep running. Throws BackupError. */
  backUp(target: string): void
  /**
   * Restores a copy; no server may be running. With `replaces`, an existing database is kept under another name, which
   * is returned. Throws BackupError, SchemaTooNewError.
   */
  putBack(backup: string, options: { readonly replaces: boolean }): string | undefined
  /** `undefined` if there is no database yet. Throws the database's error if it cannot be read. */
  inspect(options: InspectOptions): DatabaseFacts | undefined
}

/** Throws DatabaseUrlError. */
export function operationsOf(databaseUrl: string, folder: string): DatabaseOperations {
  const { path } = parseDatabaseUrl(databaseUrl, folder)
  return {
    name: path,
    backUp: target => backUp(path, target),
    putBack: (backup, options) => putBack(backup, path, options),
    inspect: options => inspectDatabase(path, options),
  }
}
