/** What of a resource's table is read and written, and which rows its keys may name. */
import type { FieldRules } from '../../../fields/field.ts'
import { boundValues, type RowBound } from '../../../kernel/row-bound.ts'
import type { Resource } from '../resource.ts'
import { boundOf } from '../row-bound.ts'
import type { RowId, ShownColumn, TableStore, TableView } from '../table-store.ts'

/** A foreign key, and whose the rows are that it may name; without any bound, it may name every row. */
export interface Reference {
  readonly name: string
  readonly table: string
  readonly bounds: readonly RowBound[]
  /** The table's key is text. */
  readonly isText: boolean
}

export interface ResourceView extends TableView {
  readonly references: readonly Reference[]
}

/** `all`: every resource of the installation, as they say which tables have rows that only their owner sees. */
export function tableViewOf({ table, fields, joined = {} }: Resource, all: readonly Resource[]): ResourceView {
  const { shape } = fields
  const references = Object.entries(shape).flatMap(([name, { rules }]) => referenceOf(name, rules, all))
  const columns = Object.entries(shape).flatMap(([name, { rules }]) =>
    joined[name] === undefined ? [shownColumn(name, rules)] : [],
  )
  const joins = Object.entries(joined).flatMap(([name, source]) => {
    const [key = '', column = ''] = source?.split('.') ?? []
    const other = references.find(reference => reference.name === key)
    const rules = shape[name]?.rules
    if (other === undefined || rules === undefined) return []
    return [{ ...shownColumn(name, rules), key, table: other.table, column, bounds: other.bounds }]
  })
  return { table, columns, joins, references }
}

/** Whether the caller may name the row: another user's, or another organization's, is as absent for a key as it is at its own path (IDOR). */
export async function isReachable(
  tables: TableStore,
  view: Pick<TableView, 'caller' | 'organization'>,
  { table, bounds }: Reference,
  id: RowId,
): Promise<boolean> {
  if (bounds.length === 0) return await tables.exists({ table, columns: [] }, { id })
  for (const bound of bounds) {
    const values = boundValues(bound, view)
    if (values !== undefined && (await tables.exists({ table, columns: [] }, { id, ...values }))) return true
  }
  return false
}

function shownColumn(name: string, { kind, allowNull, decimalPlaces }: FieldRules): ShownColumn {
  return { name, kind, allowNull, decimalPlaces }
}

function referenceOf(
  name: string,
  { references: table, referencesAll, referencesText = false }: FieldRules,
  all: readonly Resource[],
) {
  if (table === undefined) return []
  // SQL does not mind the case of a name: `Notes` and `notes` are one table.
  const isSame = (resource: Resource) => resource.table.toLowerCase() === table.toLowerCase()
  const bounds = referencesAll === true ? [] : all.filter(isSame).flatMap(resource => boundOf(resource) ?? [])
  const distinct = new Map(bounds.map(bound => [`${bound.owner ?? ''} ${bound.organization ?? ''}`, bound]))
  return [{ name, table, bounds: [...distinct.values()], isText: referencesText }]
}
