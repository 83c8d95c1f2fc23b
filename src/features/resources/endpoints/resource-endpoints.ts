/** The endpoints of a resource, as DRF's DefaultRouter mounts a ModelViewSet: `prefix/` and `prefix/{id}/`. */

import { undeclaredPermissions } from '../../../http/authorize/default-access.ts'
import type { Call, Endpoint, Method } from '../../../http/endpoints/endpoint.ts'
import type { Answer } from '../../../http/request/message.ts'
import type { Permission } from '../../../permissions/permission.ts'
import type { System } from '../../../system.ts'
import { allActions, type Resource, type ResourceAction } from '../resource.ts'
import { createRow, destroyRow, retrieveRow, updateRow } from './change-row.ts'
import { listQuery } from './list-query.ts'
import { listRows } from './list-rows.ts'
import { rowBody } from './row-body.ts'
import { shownList, shownRow } from './shown-rows.ts'
import { type ResourceView, tableViewOf } from './table-view.ts'

type Action = (system: System, resource: Resource, view: ResourceView, call: Call) => Promise<Answer>

/** All resources at once: each says of its table which rows a user can see, also through the keys of the others. */
export function resourceEndpoints(resources: readonly Resource[]): readonly Endpoint[] {
  return resources.flatMap(resource => endpointsOf(resource, tableViewOf(resource, resources)))
}

function endpointsOf(resource: Resource, view: ResourceView): readonly Endpoint[] {
  const { name, path, fields: input, actions = allActions } = resource
  const method = (action: ResourceAction, summary: string, handle: Action, fails: Method['fails'], status = 200) =>
    actions.includes(action)
      ? {
          summary,
          readsItself: true as const,
          output:
            action === 'destroy'
              ? { status }
              : { status, body: action === 'list' ? shownList(resource) : shownRow(resource) },
          fails,
          handle: (system: System, call: Call) =>
            handle(system, resource, { ...view, caller: call.principal?.id }, call),
        }
      : undefined
  const writing = (made: Method | undefined) => (made === undefined ? undefined : { ...made, input })
  const withObject = (made: Method | undefined) => {
    const checkObject = (system: System, call: Call) =>
      retrieveRow(system, resource, { ...view, caller: call.principal?.id }, call)
    return made === undefined ? undefined : { ...made, input, checkObject }
  }
  const withQuery = (made: Method | undefined) =>
    made === undefined ? undefined : { ...made, query: listQuery(resource) }
  const rows = {
    GET: withQuery(method('list', `List rows of ${name}.`, listRows, ['not_authenticated', 'not_found', 'invalid'])),
    POST: writing(method('create', `Make a new ${name}.`, createRow, ['not_authenticated', 'invalid'], 201)),
  }
  const one = {
    GET: method('retrieve', `Show one ${name}.`, showRow, guarded),
    PUT: withObject(method('update', `Replace one ${name}.`, replaceRow, [...guarded, 'invalid'])),
    PATCH: writing(method('update', `Change one ${name}.`, patchRow, [...guarded, 'invalid'])),
    DELETE: method('destroy', `Delete one ${name}.`, destroyRow, guarded, 204),
  }
  // DRF's two names for it: a ViewSet's list, and a ListCreateAPIView.
  const listName = actions.some(action => action !== 'list' && action !== 'create') ? 'List' : 'List Create'
  return [
    rowOf(resource, `${name} ${listName}`, path, rows),
    rowOf(resource, `${name} Instance`, `${path}{id}/`, one),
  ].filter(({ methods }) => Object.keys(methods).length > 0)
}

const guarded = ['not_authenticated', 'permission_denied', 'not_found'] as const

const showRow: Action = async (system, resource, view, call) => ({
  status: 200,
  body: rowBody(resource, (await retrieveRow(system, resource, view, call)).values),
})
const replaceRow: Action = (...about) => updateRow(...about, { partial: false })
const patchRow: Action = (...about) => updateRow(...about, { partial: true })

function rowOf(
  { authentication = 'default', permissions, throttles }: Resource,
  name: string,
  path: string,
  methods: { readonly [M in keyof Endpoint['methods']]: Endpoint['methods'][M] | undefined },
): Endpoint {
  return {
    name,
    description: '',
    paths: [path],
    formatSuffix: true,
    authentication,
    // Every permission checks the request first; object permissions check the row as well.
    permissions:
      permissions === undeclaredPermissions
        ? undeclaredPermissions
        : permissions.map(({ allowsObject: _, ...ofRequest }): Permission => ofRequest),
    ...(throttles === undefined ? {} : { throttles }),
    methods: Object.fromEntries(Object.entries(methods).filter(([, method]) => method !== undefined)),
  }
}
