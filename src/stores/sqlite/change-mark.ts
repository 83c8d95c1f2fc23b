/** Whether another process has committed: SQLite tells without reading the file (sqlite.org/pragma.html#pragma_data_version). */
import type { Database } from './database.ts'

/** The number changes with each commit of another connection, and not with our own. It takes 1 us, 4 in a busy server. */
export function createChangeMark(database: Database): () => unknown {
  return database.prepareValue('PRAGMA data_version')
}
