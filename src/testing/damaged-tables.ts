/**
 * Simulates a damaged disk: SQLite answers SQLITE_CORRUPT whenever one of the tables is touched, and the other tables
 * keep working. Only for a store in a file, since a second connection does the damage.
 */
import { DatabaseSync } from 'node:sqlite'

/** Damages the tables, calls `run`, and repairs them, without a restart in between. */
export async function withDamagedTables(
  path: string,
  tables: readonly string[],
  run: () => Promise<void>,
): Promise<void> {
  const db = new DatabaseSync(path, { defensive: false })
  const undo = tables.map(table => damage(db, table))
  try {
    await run()
  } finally {
    for (const repair of undo) repair()
    db.close()
  }
}

/** Points the table at pages of the other kind of tree: rows where SQLite expects keys, or keys where it expects rows. */
function damage(db: DatabaseSync, table: string): () => void {
  const find = db.prepare('SELECT rootpage, sql FROM sqlite_schema WHERE name = ?')
  const { rootpage, sql } = find.get(table) ?? {}
  const other = String(sql).includes('WITHOUT ROWID') ? 'users' : 'sessions_by_user'
  pointAt(db, table, Number(find.get(other)?.rootpage))
  return () => pointAt(db, table, Number(rootpage))
}

function pointAt(db: DatabaseSync, table: string, page: number): void {
  const version = Number(db.prepare('PRAGMA schema_version').get()?.schema_version)
  db.exec('PRAGMA writable_schema = ON')
  db.prepare('UPDATE sqlite_schema SET rootpage = ? WHERE name = ?').run(page, table)
  // A new version makes other connections read the schema again.
  db.exec(`PRAGMA schema_version = ${version + 1}; PRAGMA writable_schema = OFF`)
}
