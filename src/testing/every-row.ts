import type { SqliteStore } from '../stores/sqlite/store.ts'

/** All rows of all tables as text: equal before and after, nothing was written. */
export function everyRow({ database }: Pick<SqliteStore, 'database'>): string {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all()
  return JSON.stringify(tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]))
}
