/** A row as the answer has it: the fields in their order, without those that only go in. */
import type { Resource } from '../resource.ts'
import type { TableRow } from '../table-store.ts'

export function shown({ fields }: Pick<Resource, 'fields'>, row: TableRow): TableRow {
  const names = Object.entries(fields.shape).flatMap(([name, { rules }]) => (rules.writeOnly ? [] : [name]))
  return Object.fromEntries(names.map(name => [name, row[name] ?? null]))
}
