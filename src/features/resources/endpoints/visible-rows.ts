/** Which rows exist for a caller. Where rows are their owners' alone, everybody else's are not there: 404, not 403. */

import type { Call } from '../../../http/endpoints/endpoint.ts'
import { problem } from '../../../problems.ts'
import type { Principal } from '../../../users/principal.ts'
import type { Resource } from '../resource.ts'
import type { TableRow, TableStore, TableView } from '../table-store.ts'

/** What holds of every row that the caller may see. Throws `not_authenticated` where nobody asks. */
export function ownRows({ owner }: Resource, call: Call): TableRow {
  if (owner?.rows !== 'own') return {}
  return { [owner.column]: callerOf(call).id }
}

/** Rows that belong to somebody need somebody, also where the permissions let anybody in. */
export function callerOf({ principal }: Call): Principal {
  if (principal === undefined) throw problem('not_authenticated', { reason: 'owned_rows' })
  return principal
}

const wholeNumber = /^-?\d+$/

/** The row of the path. Throws DRF's two kinds of 404. */
export async function getRow(tables: TableStore, resource: Resource, view: TableView, call: Call): Promise<TableRow> {
  const id = call.params.id ?? ''
  // Django's converters take a whole number; a word is no id of any row.
  if (!wholeNumber.test(id)) throw problem('not_found', { reason: 'id' })
  const sight = ownRows(resource, call)
  const row = Number.isSafeInteger(Number(id)) ? await tables.find(view, { id: Number(id), ...sight }) : undefined
  if (row === undefined) throw problem('not_found', { title: `No ${resource.name} matches the given query.` })
  return row
}
