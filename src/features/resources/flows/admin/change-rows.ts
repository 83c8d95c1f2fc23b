/** An operator creates, changes and deletes rows of the application's tables, each with its row of the audit table. */
import { actAs } from '../../../../flows/admin/act-as.ts'
import type { Actor } from '../../../../kernel/actor.ts'
import type { Needs } from '../../../../system.ts'
import type { FoundRow, TableRecord, TableRow, TableStore, TableView } from '../../table-store.ts'

type Parts = Needs<'tables' | 'clock' | 'events' | 'origin'>

/** A table as operators change it, and what the audit table tells of that. */
export interface OperatedTable extends Pick<TableRecord, 'told' | 'account'> {
  readonly view: TableView
}

/** The caller has checked the values. */
export async function createResourceRow(
  system: Parts,
  actor: Actor,
  { view, ...about }: OperatedTable,
  values: TableRow,
): ReturnType<TableStore['insert']> {
  const { tables, clock, events, origin } = actAs(system, actor)
  const saved = await tables.insert(view, values, { ...about, at: clock.now(), by: origin })
  if (saved.outcome === 'saved') events.emit({ name: 'resource.row_created', data: rowOf(view, saved.id) })
  return saved
}

/** `checked`: the row as it was read. No event where all values are as they were. */
export async function changeResourceRow(
  system: Parts,
  actor: Actor,
  { view, ...about }: OperatedTable,
  checked: FoundRow,
  values: TableRow,
): ReturnType<TableStore['update']> {
  const { tables, clock, events, origin } = actAs(system, actor)
  const saved = await tables.update(view, checked, values, { ...about, at: clock.now(), by: origin })
  if (saved.outcome !== 'saved') return saved
  const { names: fields = [] } = saved
  const data = { ...rowOf(view, checked.values.id), fields }
  if (fields.length > 0) events.emit({ name: 'resource.row_changed', data })
  return saved
}

export async function deleteResourceRow(
  system: Parts,
  actor: Actor,
  { view, ...about }: OperatedTable,
  checked: FoundRow,
): ReturnType<TableStore['remove']> {
  const { tables, clock, events, origin } = actAs(system, actor)
  const removed = await tables.remove(view, checked, { ...about, at: clock.now(), by: origin })
  if (removed.outcome === 'removed') events.emit({ name: 'resource.row_deleted', data: rowOf(view, checked.values.id) })
  return removed
}

/** A trigger may have given the row an id that is not known. */
function rowOf({ table }: TableView, id: unknown) {
  return { table, id: String(id ?? '') }
}
