/** Creates, changes and deletes one row. Permissions always apply to the row that is written: `retryWhenChanged`. */

import { isDeepStrictEqual } from 'node:util'
import { missingRow } from '../../../fields/foreign-key-field.ts'
import type { ParsedBody } from '../../../fields/parsed-body.ts'
import { permissionError } from '../../../http/authorize/permission-error.ts'
import { createQuestion } from '../../../http/authorize/permission-question.ts'
import type { Call } from '../../../http/endpoints/endpoint.ts'
import type { Answer } from '../../../http/request/message.ts'
import { instantOf } from '../../../kernel/instant.ts'
import { findObjectRefusal } from '../../../permissions/permission.ts'
import { type AuthError, invalidFields, problem } from '../../../problems.ts'
import type { System } from '../../../system.ts'
import type { Resource } from '../resource.ts'
import type { Conflict, FoundRow, TableRow, TableStore } from '../table-store.ts'
import { readRow, takenMessage, takenTogetherMessage, takenValuesMessage } from './read-row.ts'
import { rowBody } from './row-body.ts'
import type { ResourceView } from './table-view.ts'
import { getVisibleRow, organizationValues, requireCaller } from './visible-rows.ts'

export async function retrieveRow(
  system: System,
  resource: Resource,
  view: ResourceView,
  call: Call,
): Promise<FoundRow> {
  const { tables, secondFactors } = system
  const row = await getVisibleRow(tables, resource, view, call)
  const { principal, params, incoming } = call
  const question = createQuestion(system, principal, incoming.method, { ...incoming, params })
  const refusal = await findObjectRefusal(resource.permissions, question, row.values as never)
  if (refusal === undefined) return row
  const isStepUp = refusal.stepUp !== undefined && call.principal !== undefined
  throw permissionError(refusal, call.principal, isStepUp ? await secondFactors.methodsOf(call.principal) : undefined)
}

/** How rows are written: as they are, or with a row of the audit table. */
export type RowWriter = Pick<TableStore, 'insert' | 'update' | 'remove'>

export async function createRow(
  system: System,
  resource: Resource,
  view: ResourceView,
  call: Call,
  writer: RowWriter = system.tables,
): Promise<Answer> {
  const { tables, clock } = system
  const { owner, createdAt, newId } = resource
  // Last, so that the body cannot set the organization or the owner (mass assignment).
  const organized = organizationValues(resource, view)
  const body = await readRow(tables, resource, view, await call.body(), { set: organized })
  const values = {
    ...body,
    ...(newId === undefined ? {} : { id: checkedId(resource, newId()) }),
    ...(createdAt === undefined ? {} : { [createdAt]: instantOf(new Date(clock.now())) }),
    ...(owner === undefined ? {} : { [owner.column]: requireCaller(call).id }),
    ...organized,
  }
  const saved = await writer.insert(view, values)
  if (saved.outcome !== 'saved') throw refusalOf(resource, saved)
  return { status: 201, body: rowBody(resource, await showWritten(tables, view, { ...values, id: saved.id })) }
}

/** An id that no path can name would be written and then be a 404. */
function checkedId({ name }: Resource, id: unknown): string | number {
  const isNamed = typeof id === 'string' ? /^(?!\.{1,2}$)[^/]+$/.test(id) : Number.isSafeInteger(id)
  if (isNamed) return id as string | number
  throw new TypeError(`newId of the resource ${name} gave ${JSON.stringify(id)}, which no path can name`)
}

export async function updateRow(
  system: System,
  resource: Resource,
  view: ResourceView,
  call: Call,
  { partial, writer = system.tables }: { readonly partial: boolean; readonly writer?: RowWriter | undefined },
): Promise<Answer> {
  const { tables } = system
  let body: ParsedBody | undefined
  return await retryWhenChanged(resource, async () => {
    const current = await retrieveRow(system, resource, view, call)
    body ??= await call.body()
    const values = await readRow(tables, resource, view, body, { partial, current: current.values })
    const saved = await writer.update(view, current, values)
    if (saved.outcome === 'changed') return { changed: current }
    if (saved.outcome !== 'saved') throw refusalOf(resource, saved)
    return { status: 200, body: rowBody(resource, await showWritten(tables, view, { ...current.values, ...values })) }
  })
}

export async function destroyRow(
  system: System,
  resource: Resource,
  view: ResourceView,
  call: Call,
  writer: RowWriter = system.tables,
): Promise<Answer> {
  return await retryWhenChanged(resource, async () => {
    const current = await retrieveRow(system, resource, view, call)
    const removed = await writer.remove(view, current)
    if (removed.outcome === 'changed') return { changed: current }
    if (removed.outcome !== 'removed') throw refusalOf(resource, removed)
    return { status: 204 }
  })
}

/** The row as it is now. The write stands whatever becomes of this look, so a failure of it is no 503: "try again". */
async function showWritten(tables: TableStore, view: ResourceView, written: TableRow): Promise<TableRow> {
  try {
    // A trigger may have given the row its id, which RETURNING does not see.
    if (written.id === undefined || written.id === null) return written
    // Another request may have deleted it since.
    return (await tables.find(view, { id: written.id }))?.values ?? written
  } catch (error) {
    throw new Error('the row was written, and could not be read again', { cause: error })
  }
}

/** Of several concurrent changes to one row, one succeeds in each round. */
const mostTries = 100
/** A row that is the same each time did not change: a trigger keeps it as it is, without a word (`RAISE(IGNORE)`). */
const mostTriesUnchanged = 3

/**
 * If the row changes between the permission check and the write, it is read and checked again with its new owner and
 * values: a permission never applies to a row that it has not seen (TOCTOU).
 */
async function retryWhenChanged(
  resource: Resource,
  attempt: () => Promise<Answer | { readonly changed: FoundRow }>,
): Promise<Answer> {
  let last: FoundRow | undefined
  let unchanged = 0
  for (let tries = 0; tries < mostTries; tries += 1) {
    const answer = await attempt()
    if (!('changed' in answer)) return answer
    unchanged = isDeepStrictEqual(answer.changed.seen, last?.seen) ? unchanged + 1 : 0
    if (unchanged === mostTriesUnchanged) throw refusalOf(resource, { outcome: 'refused', rule: 'other', columns: [] })
    last = answer.changed
  }
  throw problem('overloaded', { reason: 'contended_row' })
}

/** What the database's constraints refused after the fields had passed: they know more, or another request was faster. */
function refusalOf(resource: Resource, conflict: Conflict): AuthError {
  const { shape } = resource.fields
  if (conflict.outcome === 'missing_reference') {
    return invalidFields({ non_field_errors: ['Something that this refers to, or that refers to it, is in the way.'] })
  }
  if (isForeign(resource, conflict)) return invalidFields({ non_field_errors: [refusedMessages.other] })
  if (conflict.outcome === 'missing_account') return invalidFields({ [conflict.column]: [missingRow(conflict.id)] })
  // A column that no field has is not named to strangers.
  const columns = conflict.columns.every(column => shape[column] !== undefined) ? conflict.columns : []
  const [column, ...others] = columns
  if (conflict.outcome === 'refused') {
    const name = column === undefined || others.length > 0 ? 'non_field_errors' : column
    return invalidFields({ [name]: [refusedMessages[conflict.rule]] })
  }
  if (column === undefined) return invalidFields({ non_field_errors: [takenValuesMessage(resource)] })
  if (others.length === 0) return invalidFields({ [column]: [takenMessage(resource, column)] })
  return invalidFields({ non_field_errors: [takenTogetherMessage(columns)] })
}

/** A value that is taken in any organization may be another's: which one it is, and that it is taken, is not told. */
function isForeign({ organization }: Resource, conflict: Conflict): boolean {
  return (
    organization !== undefined && conflict.outcome === 'duplicate' && !conflict.columns.includes(organization.column)
  )
}

const refusedMessages = {
  not_null: 'This field may not be null.',
  type: 'Not a valid value.',
  other: 'The rules of the table do not allow these values.',
} as const
