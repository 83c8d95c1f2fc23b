/** Organizations for operators: a list to search, one with its members and invitations, and the end of either. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Call, Endpoint } from '../../../http/endpoints/endpoint.ts'
import { answerPage, pageOf, pageOutput, pageQuery } from '../../../http/response/cursor-pages.ts'
import { hasModelPermissions, hasPermission } from '../../../permissions/has-model-permissions.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Needs } from '../../../system.ts'
import {
  invitationOutput,
  memberOutput,
  membershipOutput,
  organizationOutput,
  showInvitation,
  showMember,
  showMembership,
  showOrganization,
} from '../../organizations/endpoints/shown.ts'
import { deleteAnyOrganization } from '../../organizations/flows/admin/manage-organizations.ts'
import type { Organization } from '../../organizations/organization.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { accountOf, operatorOf } from '../operator.ts'
import { organizationMemberEndpoint } from './organization-member.ts'

const path = '/api/admin/organizations/'
const toView = hasPermission('latchkey.view_organization')
const listFails = ['not_authenticated', 'permission_denied', 'invalid', 'invalid_cursor'] as const
const fails = ['not_authenticated', 'permission_denied', 'not_found'] as const

export function adminOrganizationEndpoints(settings: Settings): readonly Endpoint[] {
  if (settings.organizations === 'off') return []
  return [
    listEndpoint(settings),
    oneEndpoint(settings),
    membersEndpoint(settings),
    organizationMemberEndpoint(settings),
    invitationsEndpoint(settings),
    membershipsEndpoint(settings),
  ]
}

function listEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, toView),
    name: 'Admin Organization List',
    description: 'The organizations, the oldest first.',
    urlName: 'admin_organizations',
    paths: [path],
    methods: {
      GET: defineMethod({
        summary: 'List the organizations. A page can be shorter than was asked for and have a `next`.',
        query: z.object({
          search: charField({ required: false, maxLength: 200, helpText: 'Text in the name or the slug.' }),
          ...pageQuery,
        }),
        output: pageOutput(organizationOutput),
        fails: listFails,
        async handle({ organizationDirectory }, call) {
          const { search } = call.query
          const asked = search === undefined || search === '' ? {} : { search }
          const page = await organizationDirectory.list({ ...pageOf(call.query), ...asked })
          return answerPage(call.incoming, page, page.organizations.map(showOrganization))
        },
      }),
    },
  }
}

function oneEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasModelPermissions('latchkey', 'organization', { reading: true })),
    name: 'Admin Organization',
    description: 'An organization, by its id or slug.',
    urlName: 'admin_organization',
    paths: [`${path}{organization}/`],
    methods: {
      GET: {
        summary: 'Show an organization, with how many members it has.',
        output: { body: organizationOutput.extend({ members: z.int() }) },
        fails,
        async handle(system, call) {
          const organization = await organizationOf(system, call)
          const members = await system.organizationDirectory.countMembers(organization.id)
          return { status: 200, body: { ...showOrganization(organization), members } }
        },
      },
      DELETE: {
        summary: 'Delete it, with its memberships and invitations.',
        output: { status: 204 },
        fails: [...fails, 'organization_in_use', 'recent_login_required', 'reauthentication_required'],
        async handle(system, call) {
          await requireFreshLogin(system, call)
          const { actor } = await operatorOf(system, call)
          const { id } = await organizationOf(system, call)
          const outcome = await deleteAnyOrganization(system, actor, id)
          if (outcome === 'in_use') throw problem('organization_in_use')
          if (outcome === 'gone') throw problem('not_found', { reason: 'organization' })
          return { status: 204 }
        },
      },
    },
  }
}

function membersEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, toView),
    name: 'Admin Organization Members',
    description: 'The members of an organization.',
    urlName: 'admin_organization_members',
    paths: [`${path}{organization}/members/`],
    methods: {
      GET: defineMethod({
        summary: 'List the members, in the order in which they joined.',
        query: z.object(pageQuery),
        output: pageOutput(memberOutput),
        fails: [...listFails, 'not_found'],
        async handle(system, call) {
          const { id } = await organizationOf(system, call)
          const page = await system.organizations.listMembers(id, pageOf(call.query))
          return answerPage(call.incoming, page, page.members.map(showMember))
        },
      }),
    },
  }
}

function invitationsEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, toView),
    name: 'Admin Organization Invitations',
    description: 'The invitations of an organization that wait.',
    urlName: 'admin_organization_invitations',
    paths: [`${path}{organization}/invitations/`],
    methods: {
      GET: {
        summary: 'List the invitations, the oldest first; those that have expired too.',
        output: { body: z.array(invitationOutput) },
        fails,
        async handle(system, call) {
          const { id } = await organizationOf(system, call)
          return { status: 200, body: (await system.organizations.listInvitations(id)).map(showInvitation) }
        },
      },
    },
  }
}

function membershipsEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, toView),
    name: 'Admin User Organizations',
    description: 'The organizations of an account.',
    urlName: 'admin_user_organizations',
    paths: ['/api/admin/users/{id}/organizations/'],
    methods: {
      GET: {
        summary: 'List the organizations of an account, with its role in each.',
        output: { body: z.array(membershipOutput) },
        fails,
        async handle(system, call) {
          const { id } = await accountOf(system, call)
          return { status: 200, body: (await system.organizations.listOf(id)).map(showMembership) }
        },
      },
    },
  }
}

/** Of the path, by its id or slug. Throws `not_found`. */
async function organizationOf(
  { organizationDirectory }: Needs<'organizationDirectory'>,
  { params }: Pick<Call, 'params'>,
): Promise<Organization> {
  const organization = await organizationDirectory.find(params.organization ?? '')
  if (organization === undefined) throw problem('not_found', { reason: 'organization' })
  return organization
}
