/**
 * Which rows a caller can see. If owners only see their own rows, another user's row is a 404, not a 403: the answer
 * must not reveal that it exists (IDOR). So is a row of another organization.
 */

import type { Call } from '../../../http/endpoints/endpoint.ts'
import { boundValues } from '../../../kernel/row-bound.ts'
import { problem } from '../../../problems.ts'
import type { Principal } from '../../../users/principal.ts'
import { hasTextKey, type Resource } from '../resource.ts'
import { boundOf } from '../row-bound.ts'
import { isRowId, readRowId } from '../row-id.ts'
import type { FoundRow, TableRow, TableStore, TableView } from '../table-store.ts'

/** The condition that every visible row meets. Throws `not_authenticated` for an anonymous request. */
export function visibleFilter(resource: Resource, view: TableView, call: Call): TableRow {
  const bound = boundOf(resource)
  if (bound === undefined) return {}
  const caller = requireCaller(call).id
  return boundValues(bound, { ...view, caller }) ?? failWithout(resource)
}

/** What a new row gets: the organization that the request acts in. */
export function organizationValues(resource: Resource, view: TableView): TableRow {
  const { organization } = resource
  if (organization === undefined) return {}
  return boundValues({ organization: organization.column }, view) ?? failWithout(resource)
}

function failWithout({ name }: Resource): never {
  throw new TypeError(`rows of ${name} were asked for without their organization`)
}

/** Rows with an owner need a principal, even if the permissions allow anonymous requests. */
export function requireCaller({ principal }: Call): Principal {
  if (principal === undefined) throw problem('not_authenticated', { reason: 'owned_rows' })
  return principal
}

/** The row of the path. Throws DRF's two kinds of 404. */
export async function getVisibleRow(
  tables: TableStore,
  resource: Resource,
  view: TableView,
  call: Call,
): Promise<FoundRow> {
  const text = call.params.id ?? ''
  const isText = hasTextKey(resource)
  if (text.startsWith('+') || !isRowId(text, isText)) throw problem('not_found', { reason: 'id' })
  const filter = visibleFilter(resource, view, call)
  const id = readRowId(text, isText)
  const row = id === undefined ? undefined : await tables.find(view, { id, ...filter })
  if (row === undefined) throw problem('not_found', { title: `No ${resource.name} matches the given query.` })
  return row
}
