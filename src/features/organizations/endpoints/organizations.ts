/** The caller's organizations, and one of them. */
import { z } from 'zod'
import { currentPasswordField } from '../../../accounts/current-password-field.ts'
import { readFields, requireValid } from '../../../fields/read-fields.ts'
import { confirmOwner } from '../../../flows/reauthenticate.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { definePermission } from '../../../permissions/define-permission.ts'
import { invalidFields, problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { changeOrganization, createOrganization, deleteOrganization } from '../flows/manage-organization.ts'
import { ownerRole } from '../owner-role.ts'
import {
  actingIn,
  memberAccess,
  membershipOutput,
  nameField,
  organizationOutput,
  ownMembershipOutput,
  showMembership,
  showOrganization,
  showOwnMembership,
  slugField,
  takenSlug,
} from './shown.ts'

const input = z.object({ name: nameField, slug: slugField })

export function organizationsEndpoint({ organizationCreation }: Settings): Endpoint {
  return {
    name: 'Organizations',
    description: 'Your organizations.',
    urlName: 'organizations',
    paths: ['/api/auth/organizations/'],
    authentication: 'any',
    permissions: organizationCreation === 'staff' ? [isAuthenticated, staffCreate] : [isAuthenticated],
    methods: {
      GET: {
        summary: 'List your organizations, with your role in each.',
        output: { body: z.array(membershipOutput) },
        fails: ['not_authenticated'],
        async handle({ organizations }, call) {
          const memberships = await organizations.listOf(requirePrincipal(call).id)
          return { status: 200, body: memberships.map(showMembership) }
        },
      },
      POST: defineMethod({
        summary: 'Create an organization. You are its owner.',
        input,
        countsAsChange: true,
        output: { status: 201, body: membershipOutput },
        fails: [
          'not_authenticated',
          ...(organizationCreation === 'staff' ? (['permission_denied'] as const) : []),
          'invalid',
          'organization_limit',
          'throttled',
        ],
        async handle(system, call) {
          const { id: userId } = await requirePrincipal(call).user()
          const organization = await createOrganization(system, userId, call.input)
          if (organization === 'duplicate') throw invalidFields(takenSlug)
          const joinedAt = organization.createdAt
          return { status: 201, body: showMembership({ organization, userId, role: ownerRole, joinedAt }) }
        },
      }),
    },
  }
}

const staffCreate = definePermission(
  'StaffCreateOrganizations',
  async ({ principal, method }) => method !== 'POST' || (await principal.user()).isStaff,
  { requiresPrincipal: true },
)

const members = ['not_authenticated', 'not_found'] as const

export function organizationEndpoint(settings: Settings): Endpoint {
  return {
    ...memberAccess({ GET: 'member', PATCH: 'organization.edit', DELETE: 'organization.delete' }),
    name: 'Organization',
    description: 'One of your organizations, by its slug or id.',
    urlName: 'organization',
    paths: ['/api/auth/organizations/{organization}/'],
    methods: {
      GET: {
        summary: 'Show an organization, with your role and what it may.',
        output: { body: ownMembershipOutput },
        fails: members,
        async handle({ organizations }, call) {
          const { organizationId, as } = actingIn(call)
          const membership = await organizations.membershipOf(organizationId, as)
          if (membership === undefined) throw problem('not_found', { reason: 'organization' })
          return { status: 200, body: showOwnMembership(settings.organizationRoles, membership) }
        },
      },
      PATCH: {
        summary: 'Change its name or its slug. Links with the old slug stop working.',
        isDescribed: true,
        input,
        readsItself: true,
        countsAsChange: true,
        output: { body: organizationOutput },
        fails: [...members, 'permission_denied', 'beyond_own_role', 'invalid', 'throttled'],
        async handle(system, call) {
          const { organizationId, as } = actingIn(call)
          const texts = requireValid(readFields(input, await call.body(), { partial: true }))
          const organization = await changeOrganization(system, organizationId, as, texts)
          if (organization === 'duplicate') throw invalidFields(takenSlug)
          return { status: 200, body: showOrganization(organization) }
        },
      },
      DELETE: defineMethod({
        summary: 'Delete it, with its memberships and invitations.',
        input: z.object({ current_password: currentPasswordField(settings) }),
        hashesPassword: 'confirmation',
        countsAsChange: true,
        output: { status: 204 },
        fails: [
          ...members,
          'permission_denied',
          'beyond_own_role',
          'invalid',
          'organization_in_use',
          'recent_login_required',
          'reauthentication_required',
          'throttled',
          'overloaded',
        ],
        async handle(system, call) {
          const { principal, organizationId, as } = actingIn(call)
          await confirmOwner(system, principal, call.input.current_password)
          await deleteOrganization(system, organizationId, as)
          return { status: 204 }
        },
      }),
    },
  }
}
