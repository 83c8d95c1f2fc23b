/** Groups: what their members may. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { createGroup, deleteGroup } from '../../../flows/admin/manage-groups.ts'
import { updateGroup } from '../../../flows/admin/update-group.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Call, Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasModelPermissions } from '../../../permissions/has-model-permissions.ts'
import { type AuthError, invalidFields, problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Needs, System } from '../../../system.ts'
import type { Group } from '../../../users/group-store.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { operatorOf } from '../operator.ts'
import { readDeclaredInput } from '../read-input.ts'
import { refuse } from '../refuse.ts'
import { refusesGrants, rightsOf } from '../who-may.ts'
import { permissionList } from './user-grants.ts'

const groupOutput = z.object({
  id: z.int(),
  name: z.string(),
  members: z.int(),
  permissions: z.array(z.string()),
  is_role: z.boolean(),
})

const name = charField({ maxLength: 150 })
const taken = invalidFields({ name: ['Group with this Name already exists.'] })
const refusals = [
  'not_authenticated',
  'permission_denied',
  'beyond_own_rights',
  'recent_login_required',
  'reauthentication_required',
] as const

export function groupsEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasModelPermissions('auth', 'group', { reading: true })),
    name: 'Admin Group List',
    description: 'The groups, by name.',
    urlName: 'admin_groups',
    paths: ['/api/admin/groups/'],
    methods: {
      GET: {
        summary: 'List the groups, with their permissions and how many members they have.',
        output: { body: z.array(groupOutput) },
        fails: ['not_authenticated', 'permission_denied'],
        handle: async ({ groups }) => ({ status: 200, body: (await groups.list()).map(showGroup) }),
      },
      POST: defineMethod({
        summary: 'Create a group without permissions.',
        input: z.object({ name }),
        output: { status: 201, body: groupOutput },
        fails: [...refusals, 'invalid'],
        async handle(system, call) {
          const { actor } = await operatorOf(system, call)
          if ((await createGroup(system, actor, call.input.name)) === 'duplicate') throw taken
          const made = (await system.groups.list()).find(group => group.name === call.input.name)
          if (made === undefined) throw problem('not_found', { reason: 'group' })
          return { status: 201, body: showGroup(made) }
        },
      }),
    },
  }
}

export function groupEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasModelPermissions('auth', 'group', { reading: true })),
    name: 'Admin Group',
    description: 'One group.',
    urlName: 'admin_group',
    paths: ['/api/admin/groups/{id}/'],
    methods: {
      GET: {
        summary: 'Show a group.',
        output: { body: groupOutput },
        fails: ['not_authenticated', 'permission_denied', 'not_found'],
        handle: async (system, call) => ({ status: 200, body: showGroup(await groupOf(system, call)) }),
      },
      PATCH: {
        summary: 'Rename a group, or replace its permissions. Those of a role are decided by the configuration.',
        isDescribed: true,
        input: changeInput,
        output: { body: groupOutput },
        fails: [...refusals, 'managed_by_configuration', 'not_found', 'invalid'],
        handle: change,
      },
      DELETE: {
        summary: 'Delete a group that is no role. Its members stay.',
        output: { status: 204 },
        fails: [...refusals, 'managed_by_configuration', 'not_found'],
        handle: remove,
      },
    },
  }
}

const changeInput = z.object({ name, permissions: permissionList })

async function change(system: System, call: Call) {
  const group = await groupOf(system, call)
  const changes = readDeclaredInput(changeInput, call)
  const operator = await operatorOf(system, call)
  if (changes.permissions !== undefined)
    refuse(refusesGrants(operator, undefined, group.permissions, changes.permissions))
  // A name is no permission, but people go by it when they put accounts into the group.
  if (changes.name !== undefined) refuse(refusesGrants(operator, undefined, rightsOf(group), []))
  await requireFreshLogin(system, call)
  const saved = await updateGroup(system, operator.actor, group.id, changes)
  if (!('group' in saved)) throw refusalOf(saved.outcome)
  return { status: 200, body: showGroup(saved.group) }
}

async function remove(system: System, call: Call) {
  const group = await groupOf(system, call)
  const operator = await operatorOf(system, call)
  refuse(refusesGrants(operator, undefined, rightsOf(group), []))
  await requireFreshLogin(system, call)
  const outcome = await deleteGroup(system, operator.actor, group.name)
  if (outcome !== 'deleted') throw refusalOf(outcome)
  return { status: 204 }
}

function refusalOf(outcome: 'duplicate' | 'gone' | 'managed'): AuthError {
  if (outcome === 'duplicate') return taken
  return outcome === 'managed' ? problem('managed_by_configuration') : problem('not_found', { reason: 'group' })
}

/** Throws `not_found`. */
async function groupOf({ groups }: Needs<'groups'>, { params }: Call): Promise<Group> {
  const id = /^\d{1,15}$/.test(params.id ?? '') ? Number(params.id) : undefined
  const group = id === undefined ? undefined : await groups.find(id)
  if (group === undefined) throw problem('not_found', { reason: 'group' })
  return group
}

function showGroup({ id, name: called, members, permissions, isRole }: Group) {
  return { id, name: called, members, permissions, is_role: isRole }
}
