/** A member of an organization: an operator gives another role, or ends the membership. */
import { z } from 'zod'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Call, Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { roleField } from '../../organizations/endpoints/members.ts'
import { removeOrganizationMember, setMemberRole } from '../../organizations/flows/admin/manage-organizations.ts'
import { adminAccess } from '../access.ts'
import { changeableAccount } from '../operator.ts'

const fails = ['not_authenticated', 'permission_denied', 'beyond_own_rights', 'not_found', 'last_owner'] as const

export function organizationMemberEndpoint(settings: Settings): Endpoint {
  return {
    // Both are changes of the organization.
    ...adminAccess(settings, hasPermission('latchkey.change_organization')),
    name: 'Admin Organization Member',
    description: 'A member of an organization, by the id of the account.',
    urlName: 'admin_organization_member',
    paths: ['/api/admin/organizations/{organization}/members/{id}/'],
    methods: {
      PATCH: defineMethod({
        summary: 'Give a member another role. The member gets a mail.',
        input: z.object({ role: roleField(settings) }),
        isDescribed: true,
        output: { status: 204 },
        fails: [...fails, 'invalid'],
        async handle(system, call) {
          const { actor, named } = await memberOf(system, call)
          const { role } = call.input
          requireDone(role === undefined ? 'unchanged' : await setMemberRole(system, actor, named, role))
          return { status: 204 }
        },
      }),
      DELETE: {
        summary: 'Remove a member, who is none with their next request. They get a mail.',
        output: { status: 204 },
        fails,
        async handle(system, call) {
          const { actor, named } = await memberOf(system, call)
          requireDone(await removeOrganizationMember(system, actor, named))
          return { status: 204 }
        },
      },
    },
  }
}

/** Memberships of those who may more than the operator are not theirs to change either. */
async function memberOf(system: System, call: Call) {
  const { user, actor } = await changeableAccount(system, call)
  const organization = await system.organizationDirectory.find(call.params.organization ?? '')
  if (organization === undefined) throw problem('not_found', { reason: 'organization' })
  return { actor, named: { organizationId: organization.id, userId: user.id } }
}

function requireDone(outcome: 'done' | 'unchanged' | 'gone' | 'last_owner'): void {
  if (outcome === 'gone') throw problem('not_found', { reason: 'member' })
  if (outcome === 'last_owner') throw problem('last_owner')
}
