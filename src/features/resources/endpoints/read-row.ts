/** Reads a row from a body: the fields' checks, then those that need the tables (missing ids, taken values). */

import { missingRow } from '../../../fields/foreign-key-field.ts'
import type { ParsedBody } from '../../../fields/parsed-body.ts'
import { addError, type Fields, type ReadOptions, readFields, requireValid } from '../../../fields/read-fields.ts'
import type { Resource } from '../resource.ts'
import type { RowId, TableRow, TableStore, Value } from '../table-store.ts'
import { isReachable, type ResourceView } from './table-view.ts'

type RowFields = Fields<Record<string, unknown>>

/** The values in the body. `current` is the row to change, if there is one; `set`, what a new one gets besides. Throws `invalid`. */
export async function readRow(
  tables: TableStore,
  resource: Resource,
  view: ResourceView,
  body: ParsedBody,
  { current, set, ...options }: ReadOptions & { readonly current?: TableRow; readonly set?: TableRow },
): Promise<TableRow> {
  const read: RowFields = readFields(resource.fields, body, options)
  const known = await refuseMissingRows(tables, view, read)
  const free = await refuseTaken(tables, resource, view, known, current)
  return requireValid(await refuseTakenTogether(tables, resource, view, free, current ?? set)) as TableRow
}

async function refuseMissingRows(tables: TableStore, view: ResourceView, read: RowFields): Promise<RowFields> {
  let checked = read
  for (const reference of view.references) {
    const id = read.values[reference.name]
    if (typeof id !== 'number' && typeof id !== 'bigint' && typeof id !== 'string') continue
    if (!(await isReachable(tables, view, reference, id))) checked = addError(checked, reference.name, missingRow(id))
  }
  return checked
}

async function refuseTaken(
  tables: TableStore,
  resource: Resource,
  view: ResourceView,
  read: RowFields,
  current: TableRow | undefined,
): Promise<RowFields> {
  let checked = read
  for (const name of resource.unique ?? []) {
    const value = typeof name === 'string' ? read.values[name] : undefined
    if (typeof name !== 'string' || value === undefined || value === null) continue
    const isTaken = await tables.exists(view, { [name]: value as Value }, idOf(current))
    if (isTaken) checked = addError(checked, name, takenMessage(resource, name))
  }
  return checked
}

/** Unique groups are only checked if no field failed, as in DRF. */
async function refuseTakenTogether(
  tables: TableStore,
  resource: Resource,
  view: ResourceView,
  read: RowFields,
  current: TableRow | undefined,
): Promise<RowFields> {
  if (Object.keys(read.errors).length > 0) return read
  let checked = read
  for (const group of resource.unique ?? []) {
    if (typeof group === 'string') continue
    const values = group.map(
      name => [name, (name in read.values ? read.values[name] : current?.[name]) as Value | undefined] as const,
    )
    // In SQL null does not equal null: a group with a null is never taken.
    if (values.some(([, value]) => value === undefined || value === null)) continue
    const isTaken = await tables.exists(view, Object.fromEntries(values) as TableRow, idOf(current))
    if (isTaken) checked = addError(checked, 'non_field_errors', takenTogetherMessage(group))
  }
  return checked
}

function idOf(row: TableRow | undefined): RowId | undefined {
  return row?.id as RowId | undefined
}

/** DRF: `category with this name already exists.` */
export function takenMessage({ name }: Pick<Resource, 'name'>, column: string): string {
  return `${wordsOf(name)} with this ${column.replaceAll('_', ' ')} already exists.`
}

/** Of an index over an expression: it does not say which values. */
export function takenValuesMessage({ name }: Pick<Resource, 'name'>): string {
  return `${wordsOf(name)} with these values already exists.`
}

export function takenTogetherMessage(group: readonly string[]): string {
  return `The fields ${group.join(', ')} must make a unique set.`
}

/** Django's verbose name of a model: `OrderLine` is `order line`. */
export function wordsOf(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase()
}
