/** What of a resource's table is read and written, and which rows its keys may name. */
import type { FieldRules } from '../../../fields/field.ts'
import type { Resource } from '../resource.ts'
import type { RowId, ShownColumn, TableStore, TableView } from '../table-store.ts'

/** A foreign key, and the columns by which a user owns the rows that it names; without any, it may name every row. */
export interface Reference {
  readonly name: string
  readonly table: string
  readonly owners: readonly string[]
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
    return [{ ...shownColumn(name, rules), key, table: other.table, column, owners: other.owners }]
  })
  return { table, columns, joins, references }
}

/** Whether the caller may name the row: another user's is as absent for a key as it is at its own path (IDOR). */
export async function isReachable(
  tables: TableStore,
  { caller }: Pick<TableView, 'caller'>,
  { table, owners }: Reference,
  id: RowId,
): Promise<boolean> {
  if (owners.length === 0) return await tables.exists({ table, columns: [] }, { id })
  if (caller === undefined) return false
  for (const owner of owners) if (await tables.exists({ table, columns: [] }, { id, [owner]: caller })) return true
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
  const owned = all.filter(resource => isSame(resource) && resource.owner?.rows === 'own')
  const owners = referencesAll === true ? [] : owned.flatMap(({ owner }) => (owner === undefined ? [] : [owner.column]))
  return [{ name, table, owners: [...new Set(owners)], isText: referencesText }]
}
