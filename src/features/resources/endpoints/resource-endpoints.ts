/** The endpoints of a resource, as DRF's DefaultRouter mounts a ModelViewSet: `prefix/` and `prefix/{id}/`. */

import { undeclaredPermissions } from '../../../http/authorize/default-access.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { isMember } from '../../../permissions/organization.ts'
import type { Permission } from '../../../permissions/permission.ts'
import { allActions, type Resource } from '../resource.ts'
import { resourceMethods } from './resource-methods.ts'
import { type ResourceView, tableViewOf } from './table-view.ts'

/** All resources at once: each says of its table which rows a user can see, also through the keys of the others. */
export function resourceEndpoints(resources: readonly Resource[]): readonly Endpoint[] {
  return resources.flatMap(resource => endpointsOf(resource, tableViewOf(resource, resources)))
}

function endpointsOf(resource: Resource, view: ResourceView): readonly Endpoint[] {
  const { name, path, actions = allActions } = resource
  const { rows, one } = resourceMethods(resource, view, actions)
  // DRF's two names for it: a ViewSet's list, and a ListCreateAPIView.
  const listName = actions.some(action => action !== 'list' && action !== 'create') ? 'List' : 'List Create'
  return [
    rowOf(resource, `${name} ${listName}`, path, rows),
    rowOf(resource, `${name} Instance`, `${path}{id}/`, one),
  ].filter(({ methods }) => Object.keys(methods).length > 0)
}

function rowOf(
  { authentication = 'default', organization, permissions, throttles }: Resource,
  name: string,
  path: string,
  methods: Endpoint['methods'],
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
        : [
            // First, so that the others can ask `organizationOf`.
            ...(organization === undefined ? [] : [isMember]),
            ...permissions.map(({ allowsObject: _, ...ofRequest }): Permission => ofRequest),
          ],
    ...(throttles === undefined ? {} : { throttles }),
    methods,
  }
}
