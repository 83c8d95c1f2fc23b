/** The columns of a resource's table that are read and written. */
import type { Resource } from '../resource.ts'
import type { TableView } from '../table-store.ts'

export function tableViewOf({ table, fields, joined = {} }: Resource): TableView {
  const { shape } = fields
  const columns = Object.entries(shape).flatMap(([name, { rules }]) =>
    joined[name] === undefined ? [{ name, kind: rules.kind }] : [],
  )
  const joins = Object.entries(joined).flatMap(([name, source]) => {
    const [key = '', column = ''] = source?.split('.') ?? []
    const other = shape[key]?.rules.references
    return other === undefined ? [] : [{ name, key, table: other, column }]
  })
  return { table, columns, joins }
}
