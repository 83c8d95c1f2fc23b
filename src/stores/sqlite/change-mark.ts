/** Whether another process has committed: SQLite tells without reading the file (sqlite.org/pragma.html#pragma_data_version). */
import type { Database } from './database.ts'

/** The number changes with each commit of another connection, and not with our own. It takes about a microsecond. */
export function createChangeMark(database: Database): () => unknown {
  const version = database.prepare('PRAGMA data_version')
  return () => version.get()?.data_version
}
