/** What the column `id` of an application's table is, by its declaration (sqlite.org/datatype3.html section 3.1). */
import type { KeyColumn } from '../../features/resources/table-store.ts'
import type { Database } from './database.ts'

export function findKeyColumn(database: Database, table: string): KeyColumn | 'missing' | undefined {
  const made = database
    .prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE")
    .get(table)
  const sql = String(made?.sql ?? '')
  if (made === undefined || /^CREATE VIRTUAL/i.test(sql)) return undefined
  const columns = database.prepare('SELECT * FROM pragma_table_xinfo(?)').all(table)
  const key = columns.find(({ name }) => String(name).toLowerCase() === 'id')
  if (key === undefined) return 'missing'
  const type = String(key.type).toUpperCase()
  // Only this spelling is the row's own number. `BIGINT PRIMARY KEY` takes NULL, like every key of text.
  const isRowNumber = type === 'INTEGER' && key.pk === 1 && columns.filter(({ pk }) => pk !== 0).length === 1
  const isAssigned = isRowNumber && !/\)[^)]*WITHOUT\s+ROWID[^)]*$/i.test(sql)
  // A generated column (hidden 2 and 3) fills itself. NOT NULL without a default refuses each row, and so does STRICT.
  const isFilled = isAssigned || key.dflt_value !== null || Number(key.hidden) > 1 || hasInsertTrigger(database, table)
  return { isText: !type.includes('INT') && /CHAR|CLOB|TEXT|UUID|BLOB/.test(type), isFilled }
}

/** A trigger may write the id. */
function hasInsertTrigger(database: Database, table: string): boolean {
  const triggers = database
    .prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE")
    .all(table)
  return triggers.some(({ sql }) => /\bINSERT\s+ON\b/i.test(String(sql)))
}
