/** The permissions that there are: those that were granted, and those that rows of this API ask for. */
import { z } from 'zod'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { ConsoleResource } from '../../resources/feature.ts'
import { adminAccess } from '../access.ts'
import { grantablePermissions } from '../permissions.ts'

export function permissionsEndpoint(settings: Settings, resources: readonly ConsoleResource[]): Endpoint {
  const asked = grantablePermissions(resources, settings.permissions)
  return {
    ...adminAccess(settings, hasPermission('auth.view_group')),
    name: 'Admin Permission List',
    description: 'What can be granted.',
    urlName: 'admin_permissions',
    paths: ['/api/admin/permissions/'],
    methods: {
      GET: {
        summary:
          'List the permissions that are granted to a group or an account, those that the settings declare, and those that rows of this API ask for, resources included.',
        output: { body: z.array(z.string()) },
        fails: ['not_authenticated', 'permission_denied'],
        async handle({ groups }) {
          const names = new Set([...(await groups.listPermissions()), ...asked])
          return { status: 200, body: [...names].toSorted() }
        },
      },
    },
  }
}
