/**
 * The application's columns in the users table. They are added when a definition names them, but not dropped when it no
 * longer does: deleting data is the operator's decision. The prefix keeps them apart from columns of later versions.
 */
import { emptyValue, type UserColumn, type UserFieldValue, type UserFieldValues } from '../../users/user-fields.ts'
import { type Database, inTransaction, type Row } from './database.ts'

export function columnNameOf({ name }: UserColumn): string {
  return `own_${name}`
}

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

export function readUserFields(columns: readonly UserColumn[], row: Row): UserFieldValues {
  return Object.fromEntries(columns.map(column => [column.name, fromSql(column, row[columnNameOf(column)])]))
}

/** In the order of the columns; a missing value is the default. */
export function writeUserFields(columns: readonly UserColumn[], fields: UserFieldValues = {}) {
  return columns.map(column => toSql(fields[column.name] ?? emptyValue(column)))
}

function fromSql({ type }: UserColumn, value: Row[string] | undefined): UserFieldValue {
  if (value === null || value === undefined) return null
  if (type === 'boolean') return value === 1
  return type === 'integer' ? Number(value) : String(value)
}

function toSql(value: UserFieldValue): string | number | null {
  return typeof value === 'boolean' ? Number(value) : value
}
