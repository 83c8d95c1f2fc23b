/**
 * The application's columns in the users table. They are added when a definition names them, but not dropped when it no
 * longer does: deleting data is the operator's decision.
 */
import type { UserColumn } from '../../users/user-fields.ts'
import { columnNameOf } from '../rows/user.ts'
import { type Database, inTransaction } from './database.ts'

export function addUserColumns(db: Database, columns: readonly UserColumn[]): void {
  if (columns.length === 0) return
  inTransaction(db, () => {
    const rows = db.prepare("SELECT name FROM pragma_table_info('users')").all()
    const present = rows.map(row => row.name)
    for (const column of columns.filter(each => !present.includes(columnNameOf(each)))) {
      db.exec(`ALTER TABLE users ADD COLUMN ${columnNameOf(column)} ${declarationOf(column)}`)
    }
  })
}

function declarationOf({ type, isNullable }: UserColumn): string {
  const sqlType = type === 'text' ? 'TEXT' : 'INTEGER'
  if (isNullable) return sqlType
  return `${sqlType} NOT NULL DEFAULT ${type === 'text' ? "''" : 0}`
}
