import type { SqliteStore } from '../stores/sqlite/store.ts'

/**
 * All rows by their tables: deeply equal before and after, nothing was changed. The audit log is left out: that it
 * grows with a refusal is its business.
 */
export function everyRow({ database }: Pick<SqliteStore, 'database'>): Readonly<Record<string, readonly unknown[]>> {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()
  const names = tables.map(({ name }) => String(name)).filter(name => name !== 'audit' && name !== 'sqlite_sequence')
  return Object.fromEntries(names.map(name => [name, database.prepare(`SELECT * FROM "${name}"`).all()]))
}
