/** Rows of a resource of the application: those of all users, by the permissions of its model. */
import type { Call, Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasModelPermissions } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { RowWriter } from '../../resources/endpoints/change-row.ts'
import { resourceMethods } from '../../resources/endpoints/resource-methods.ts'
import type { ConsoleResource } from '../../resources/feature.ts'
import {
  changeResourceRow,
  createResourceRow,
  deleteResourceRow,
  type OperatedTable,
} from '../../resources/flows/admin/change-rows.ts'
import { adminAccess } from '../access.ts'
import { operatorOf } from '../operator.ts'

export const resourceRowsPath = '/api/admin/resources/{resource}/'

export function resourceRowEndpoints(settings: Settings, shown: ConsoleResource): readonly Endpoint[] {
  const { slug, label, model, resource, view, actions } = shown
  const { rows, one } = resourceMethods(resource, view, actions, (system, call) => writerOf(system, call, shown.table))
  const [app = '', name = ''] = model.split('.')
  const path = resourceRowsPath.replace('{resource}', slug)
  const row = {
    ...adminAccess(settings, hasModelPermissions(app, name, { reading: true })),
    description: `Rows of the resource ${resource.name}, of all users.`,
    pathValues: { resource: slug },
  }
  const endpoints = [
    { ...row, name: `Admin ${label} List`, urlName: 'admin_resource_rows', paths: [path], methods: rows },
    { ...row, name: `Admin ${label}`, urlName: 'admin_resource_row', paths: [`${path}{id}/`], methods: one },
  ]
  return endpoints.filter(({ methods }) => Object.keys(methods).length > 0)
}

/** Each change names the operator. */
async function writerOf(system: System, call: Call, table: OperatedTable): Promise<RowWriter> {
  const { actor } = await operatorOf(system, call)
  return {
    insert: (_, values) => createResourceRow(system, actor, table, values),
    update: (_, checked, values) => changeResourceRow(system, actor, table, checked, values),
    remove: (_, checked) => deleteResourceRow(system, actor, table, checked),
  }
}
