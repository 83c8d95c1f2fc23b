/** The groups and the permissions of one account, replaced as a whole. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { integerField } from '../../../fields/integer-field.ts'
import { listField } from '../../../fields/list-field.ts'
import { setUserGroups } from '../../../flows/admin/set-user-groups.ts'
import { setUserPermissions } from '../../../flows/admin/set-user-permissions.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { isPermissionName } from '../../../kernel/permission-name.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import { invalidFields, problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { changeableAccount } from '../operator.ts'
import { refuse } from '../refuse.ts'
import { refusesGrants, rightsOf } from '../who-may.ts'
import { detailOutput, showDetails } from './user.ts'

export const permissionList = listField(
  charField({
    maxLength: 200,
    validators: [name => (isPermissionName(name) ? [] : ['A permission is written like "blog.add_post".'])],
  }),
)

const fails = [
  'not_authenticated',
  'permission_denied',
  'beyond_own_rights',
  'own_account',
  'recent_login_required',
  'reauthentication_required',
  'not_found',
  'invalid',
] as const

export function userGroupsEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('auth.change_user')),
    name: 'Admin User Groups',
    description: 'The groups of an account.',
    urlName: 'admin_user_groups',
    paths: ['/api/admin/users/{id}/groups/'],
    methods: {
      PUT: defineMethod({
        summary: 'Replace the groups of an account.',
        input: z.object({ groups: listField(integerField({ minValue: 1 })) }),
        output: { body: detailOutput },
        fails,
        async handle(system, call) {
          const { groups } = system
          const { user, operator } = await changeableAccount(system, call)
          const { groups: old } = await groups.ownGrantsOf(user.id)
          const touched = [...new Set(old.map(({ id }) => id)).symmetricDifference(new Set(call.input.groups))]
          const rights = await Promise.all(touched.map(id => groups.find(id)))
          if (rights.includes(undefined)) throw unknownGroup
          refuse(
            refusesGrants(
              operator,
              user,
              [],
              rights.flatMap(group => (group === undefined ? [] : rightsOf(group))),
            ),
          )
          await requireFreshLogin(system, call)
          const outcome = await setUserGroups(system, operator.actor, user.id, call.input.groups)
          if (outcome === 'unknown_user') throw problem('not_found', { reason: 'user' })
          if (outcome === 'unknown_group') throw unknownGroup
          return { status: 200, body: await showDetails(settings, system, user) }
        },
      }),
    },
  }
}

const unknownGroup = invalidFields({ groups: ['There is no group with this id.'] })

export function userPermissionsEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('auth.change_user')),
    name: 'Admin User Permissions',
    description: 'The permissions that are granted to an account itself.',
    urlName: 'admin_user_permissions',
    paths: ['/api/admin/users/{id}/permissions/'],
    methods: {
      PUT: defineMethod({
        summary: 'Replace the permissions of an account beside those of its groups.',
        input: z.object({ permissions: permissionList }),
        output: { body: detailOutput },
        fails,
        async handle(system, call) {
          const { user, operator } = await changeableAccount(system, call)
          const { permissions: old } = await system.groups.ownGrantsOf(user.id)
          refuse(refusesGrants(operator, user, old, call.input.permissions))
          await requireFreshLogin(system, call)
          const outcome = await setUserPermissions(system, operator.actor, user.id, call.input.permissions)
          if (outcome === 'unknown_user') throw problem('not_found', { reason: 'user' })
          return { status: 200, body: await showDetails(settings, system, user) }
        },
      }),
    },
  }
}
