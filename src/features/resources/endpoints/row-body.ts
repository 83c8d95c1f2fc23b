/** The JSON body of a row: its fields in order, without the write-only ones. */
import type { Resource } from '../resource.ts'
import type { TableRow } from '../table-store.ts'

export function rowBody({ fields }: Pick<Resource, 'fields'>, row: TableRow): TableRow {
  const names = Object.entries(fields.shape).flatMap(([name, { rules }]) => (rules.writeOnly ? [] : [name]))
  return Object.fromEntries(names.map(name => [name, row[name] ?? null]))
}
