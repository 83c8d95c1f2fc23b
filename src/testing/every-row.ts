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
  const rowsOf = (name: string) => database.prepare(`SELECT * FROM "${name}"`).all()
  const tablesOf = names.map(name => [name, rowsOf(name).filter(row => !isOfAudit(row))])
  return Object.fromEntries(tablesOf)
}

/** How far the audit log is sealed, and where it begins. */
function isOfAudit({ name }: Readonly<Record<string, unknown>>): boolean {
  return typeof name === 'string' && name.startsWith('audit_')
}
