import type { SqliteStore } from '../stores/sqlite/store.ts'

/**
 * All rows by table: if the result is deeply equal before and after, nothing was changed. Without the audit log, which
 * also grows when a request is refused.
 */
export function everyRow({ database }: Pick<SqliteStore, 'database'>): Readonly<Record<string, readonly unknown[]>> {
  // A search index has its rows in tables of its own, and cannot be read as a whole.
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %'")
    .all()
  const names = tables.map(({ name }) => String(name)).filter(name => name !== 'audit' && name !== 'sqlite_sequence')
  return Object.fromEntries(names.map(name => [name, database.prepare(`SELECT * FROM "${name}"`).all()]))
}
