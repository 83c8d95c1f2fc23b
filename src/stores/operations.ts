/** What an operator does with a database that is not opened as a store: copies, and a look that changes nothing. */
import { parseDatabaseUrl } from './database-url.ts'
import { backUp, putBack } from './sqlite/backup.ts'
import { type DatabaseFacts, type InspectOptions, inspectDatabase } from './sqlite/inspect.ts'

export type { DatabaseFacts }

export interface DatabaseOperations {
  /** What the database is called on a screen: for SQLite the path of its file. */
  readonly name: string
  /** Writes a copy to `target`, which must not be there yet, while servers go on. Throws BackupError. */
  backUp(target: string): void
  /**
   * Puts a copy in the place of the database; no server may run. With `replaces`, what was there is kept under the name
   * that is given back. Throws BackupError, SchemaTooNewError.
   */
  putBack(backup: string, options: { readonly replaces: boolean }): string | undefined
  /** `undefined` where there is no database yet. Throws what the database says when it cannot be read. */
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
