/** The methods of a resource's two rows: those of its public endpoints, and those that operators have. */
import type { Call, Endpoint, Method } from '../../../http/endpoints/endpoint.ts'
import type { Answer } from '../../../http/request/message.ts'
import type { System } from '../../../system.ts'
import type { Resource, ResourceAction } from '../resource.ts'
import { createRow, destroyRow, type RowWriter, retrieveRow, updateRow } from './change-row.ts'
import { listQuery } from './list-query.ts'
import { listRows } from './list-rows.ts'
import { findRowsOrganization, memberWriter } from './organization-rows.ts'
import { rowBody } from './row-body.ts'
import { shownList, shownRow } from './shown-rows.ts'
import type { ResourceView } from './table-view.ts'

type Methods = Endpoint['methods']

/** What writes in the name of the caller; `undefined`: the tables themselves, without a row of the audit table. */
export type FindWriter = (system: System, call: Call) => Promise<RowWriter | undefined>

interface Asked {
  readonly resource: Resource
  readonly view: ResourceView
  readonly call: Call
  readonly writer: RowWriter | undefined
}

type Action = (system: System, asked: Asked) => Promise<Answer>

/** `rows` of the list, `one` of a row; without those that are not among the actions. */
export function resourceMethods(
  resource: Resource,
  view: ResourceView,
  actions: readonly ResourceAction[],
  findWriter: FindWriter = async () => undefined,
): { readonly rows: Methods; readonly one: Methods } {
  const { name, fields: input } = resource
  const viewFor = (call: Call) => ({
    ...view,
    caller: call.principal?.id,
    organization: findRowsOrganization(resource, call),
  })
  const handled = (handle: Action) => async (system: System, call: Call) => {
    const writer = (await findWriter(system, call)) ?? memberWriter(system, resource, call)
    return await handle(system, { resource, view: viewFor(call), call, writer })
  }
  const checkObject = (system: System, call: Call) => retrieveRow(system, resource, viewFor(call), call)
  const method = (summary: string, handle: Action, fails: Method['fails'], output: Method['output']) => ({
    summary,
    readsItself: true as const,
    output: output ?? {},
    fails,
    handle: handled(handle),
  })
  const row = { status: 200, body: shownRow(resource) }
  const made: Readonly<Record<ResourceAction, Methods>> = {
    list: {
      GET: {
        ...method(`List rows of ${name}.`, list, ['not_authenticated', 'not_found', 'invalid'], {
          status: 200,
          body: shownList(resource),
        }),
        query: listQuery(resource),
      },
    },
    create: {
      POST: {
        ...method(`Make a new ${name}.`, create, ['not_authenticated', 'invalid'], { ...row, status: 201 }),
        input,
      },
    },
    retrieve: { GET: method(`Show one ${name}.`, retrieve, guarded, row) },
    update: {
      PUT: { ...method(`Replace one ${name}.`, replace, [...guarded, 'invalid'], row), input, checkObject },
      PATCH: { ...method(`Change one ${name}.`, patch, [...guarded, 'invalid'], row), input },
    },
    destroy: { DELETE: method(`Delete one ${name}.`, destroy, guarded, { status: 204 }) },
  }
  const only = (...names: readonly ResourceAction[]): Methods =>
    Object.assign({}, ...names.filter(each => actions.includes(each)).map(each => made[each]))
  return { rows: only('list', 'create'), one: only('retrieve', 'update', 'destroy') }
}

const guarded = ['not_authenticated', 'permission_denied', 'not_found'] as const

const list: Action = (system, { resource, view, call }) => listRows(system, resource, view, call)
const create: Action = (system, { resource, view, call, writer }) => createRow(system, resource, view, call, writer)
const retrieve: Action = async (system, { resource, view, call }) => ({
  status: 200,
  body: rowBody(resource, (await retrieveRow(system, resource, view, call)).values),
})
const replace: Action = (system, { resource, view, call, writer }) =>
  updateRow(system, resource, view, call, { partial: false, writer })
const patch: Action = (system, { resource, view, call, writer }) =>
  updateRow(system, resource, view, call, { partial: true, writer })
const destroy: Action = (system, { resource, view, call, writer }) => destroyRow(system, resource, view, call, writer)
