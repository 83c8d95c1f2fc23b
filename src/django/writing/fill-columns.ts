/**
 * Columns of the application that a new account has to have a value in, and that this house knows nothing of. Django has its
 * defaults in Python, where no other program sees them.
 */
import type { SqlValue } from '../driver.ts'
import type { UserMap } from '../project.ts'
import type { DjangoColumn, DjangoTable } from '../schema/tables.ts'

export interface FilledColumn {
  readonly column: string
  /** `undefined`: there is none that fits, so no account can be written. */
  readonly value: SqlValue | undefined
}

/** Those of the table of users: for the check, and for each new account. */
export function columnsToFill({ table, idColumn, columns, fields }: UserMap): readonly FilledColumn[] {
  const written = new Set([idColumn, ...Object.values(columns), ...fields.map(({ column }) => column)])
  return table.columns
    .filter(({ name, isNullable, hasDefault }) => !written.has(name) && !isNullable && !hasDefault)
    .map(column => ({ column: column.name, value: fillerOf(table, column) }))
}

/** Empty, zero or false, as its type has it. Where each row needs another one: none. */
export function fillerOf(table: DjangoTable, { name, type }: DjangoColumn): SqlValue | undefined {
  if (table.uniqueColumns.includes(name) || table.foreignKeys.some(({ column }) => column === name)) return undefined
  if (/^bool/.test(type)) return false
  if (/^tinyint\(1\)/.test(type)) return 0
  if (/json/.test(type)) return '{}'
  if (/^(?:big|small|medium|tiny)?int|^integer|^numeric|^decimal|^double|^real|^float|^serial/.test(type)) return 0
  if (/date|time/.test(type)) return undefined
  if (/^interval/.test(type)) return '0'
  // SQLite has JSON as text, with a constraint that only the database knows; Django writes it so.
  return /char|text|citext|clob/.test(type) ? '' : undefined
}
