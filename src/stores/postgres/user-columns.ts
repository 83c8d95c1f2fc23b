/**
 * The application's columns in the users table. They are added when a definition names them, but not dropped when it no
 * longer does: deleting data is the operator's decision.
 */
import type { UserColumn } from '../../users/user-fields.ts'
import { columnNameOf } from '../rows/user.ts'
import { type Connection, rowsOf } from './connection.ts'
import type { Database } from './database.ts'
import { inMigration } from './migrations.ts'

export async function addUserColumns(database: Database, columns: readonly UserColumn[]): Promise<void> {
  if ((await missingFrom(database, columns)).length === 0) return
  await inMigration(database, async lent => {
    // A default that is a constant rewrites no row.
    for (const column of await missingFrom(lent, columns)) {
      await lent.exec(addColumnSql(column))
    }
  })
}

export function addColumnSql(column: UserColumn): string {
  return `ALTER TABLE users ADD COLUMN ${columnNameOf(column)} ${declarationOf(column)}`
}

async function missingFrom(on: Connection, columns: readonly UserColumn[]): Promise<readonly UserColumn[]> {
  if (columns.length === 0) return []
  const rows = await rowsOf(
    on.query(`SELECT attname AS name FROM pg_attribute
              WHERE attrelid = 'users'::regclass AND attnum > 0 AND NOT attisdropped`),
  )
  const present = rows.map(({ name }) => name)
  return columns.filter(column => !present.includes(columnNameOf(column)))
}

function declarationOf({ type, isNullable }: UserColumn): string {
  const { sqlType, empty } = declarations[type]
  return isNullable ? sqlType : `${sqlType} NOT NULL DEFAULT ${empty}`
}

const declarations = {
  text: { sqlType: 'text', empty: "''" },
  integer: { sqlType: 'bigint', empty: '0' },
  boolean: { sqlType: 'boolean', empty: 'false' },
}
