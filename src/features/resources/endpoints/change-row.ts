/** Creates, changes and deletes one row. Permissions always apply to the row that is written: `retryWhenChanged`. */

import type { ParsedBody } from '../../../fields/parsed-body.ts'
import { permissionError } from '../../../http/authorize/permission-error.ts'
import type { Call } from '../../../http/endpoints/endpoint.ts'
import type { Answer } from '../../../http/request/message.ts'
import { instantOf } from '../../../kernel/instant.ts'
import { findObjectRefusal } from '../../../permissions/permission.ts'
import { type AuthError, invalidFields, problem } from '../../../problems.ts'
import type { System } from '../../../system.ts'
import type { Resource } from '../resource.ts'
import type { Conflict, TableRow, TableView } from '../table-store.ts'
import { readRow, takenMessage, takenTogetherMessage } from './read-row.ts'
import { rowBody } from './row-body.ts'
import { getVisibleRow, requireCaller } from './visible-rows.ts'

export async function retrieveRow(
  { tables }: System,
  resource: Resource,
  view: TableView,
  call: Call,
): Promise<TableRow> {
  const row = await getVisibleRow(tables, resource, view, call)
  const question = { principal: call.principal, method: call.incoming.method }
  const refusal = await findObjectRefusal(resource.permissions, question, row as never)
  if (refusal !== undefined) throw permissionError(refusal, call.principal)
  return row
}

export async function createRow(system: System, resource: Resource, view: TableView, call: Call): Promise<Answer> {
  const { tables, clock } = system
  const { owner, createdAt } = resource
  const values = await readRow(tables, resource, await call.body(), {})
  const saved = await tables.insert(view, {
    ...values,
    ...(createdAt === undefined ? {} : { [createdAt]: instantOf(new Date(clock.now())) }),
    // Last, so that the body cannot set the owner (mass assignment).
    ...(owner === undefined ? {} : { [owner.column]: requireCaller(call).id }),
  })
  if (saved.outcome !== 'saved') throw refusalOf(resource, saved)
  const row = await tables.find(view, { id: saved.id })
  if (row === undefined) throw problem('not_found', { title: `No ${resource.name} matches the given query.` })
  return { status: 201, body: rowBody(resource, row) }
}

export async function updateRow(
  system: System,
  resource: Resource,
  view: TableView,
  call: Call,
  { partial }: { readonly partial: boolean },
): Promise<Answer> {
  let body: ParsedBody | undefined
  return await retryWhenChanged(async () => {
    const current = await retrieveRow(system, resource, view, call)
    body ??= await call.body()
    const values = await readRow(system.tables, resource, body, { partial, current })
    const saved = await system.tables.update(view, current, values)
    if (saved.outcome === 'changed') return 'changed'
    if (saved.outcome !== 'saved') throw refusalOf(resource, saved)
    const row = await system.tables.find(view, { id: current.id ?? null })
    return { status: 200, body: rowBody(resource, row ?? { ...current, ...values }) }
  })
}

export async function destroyRow(system: System, resource: Resource, view: TableView, call: Call): Promise<Answer> {
  return await retryWhenChanged(async () => {
    const removed = await system.tables.remove(view, await retrieveRow(system, resource, view, call))
    if (removed.outcome === 'changed') return 'changed'
    if (removed.outcome !== 'removed') throw refusalOf(resource, removed)
    return { status: 204 }
  })
}

/** Of several concurrent changes to one row, one succeeds in each round. */
const mostTries = 100

/**
 * If the row changes between the permission check and the write, it is read and checked again with its new owner and
 * values: a permission never applies to a row that it has not seen (TOCTOU).
 */
async function retryWhenChanged(attempt: () => Promise<Answer | 'changed'>): Promise<Answer> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const answer = await attempt()
    if (answer !== 'changed') return answer
  }
  throw problem('overloaded', { reason: 'contended_row' })
}

/** A constraint failed although the fields were valid: a concurrent request was faster. */
function refusalOf(resource: Resource, conflict: Conflict): AuthError {
  if (conflict.outcome === 'missing_reference') {
    return invalidFields({ non_field_errors: ['Something that this refers to, or that refers to it, is in the way.'] })
  }
  const [column = 'id', ...others] = conflict.columns
  if (others.length === 0) return invalidFields({ [column]: [takenMessage(resource, column)] })
  return invalidFields({ non_field_errors: [takenTogetherMessage(conflict.columns)] })
}
