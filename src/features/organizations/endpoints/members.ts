/** The members of an organization. */
import { z } from 'zod'
import { currentPasswordField } from '../../../accounts/current-password-field.ts'
import { charField } from '../../../fields/char-field.ts'
import { choiceField } from '../../../fields/choice-field.ts'
import { confirmOwner } from '../../../flows/reauthenticate.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { answerPage, pageOf, pageOutput, pageQuery } from '../../../http/response/cursor-pages.ts'
import { parseUserId, type UserId } from '../../../kernel/user-id.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { changeRole, leaveOrganization, removeMember, transferOwnership } from '../flows/manage-members.ts'
import { type OrganizationRoles, roleAfterOwner } from '../rights.ts'
import { actingIn, memberAccess, memberOutput, showMember } from './shown.ts'

const members = ['not_authenticated', 'not_found'] as const
const changes = [...members, 'permission_denied', 'beyond_own_role', 'invalid', 'last_owner', 'throttled'] as const

export const membersEndpoint: Endpoint = {
  ...memberAccess({ GET: 'members.view' }),
  name: 'Organization Members',
  description: 'The members of an organization.',
  urlName: 'organization_members',
  paths: ['/api/auth/organizations/{organization}/members/'],
  methods: {
    GET: defineMethod({
      summary: 'List the members, in the order in which they joined.',
      query: z.object(pageQuery),
      output: pageOutput(memberOutput),
      fails: [...members, 'permission_denied', 'invalid', 'invalid_cursor'],
      async handle({ organizations }, call) {
        const page = await organizations.listMembers(actingIn(call).organizationId, pageOf(call.query))
        return answerPage(call.incoming, page, page.members.map(showMember))
      },
    }),
  },
}

/** A role of the configuration. */
export function roleField({ organizationRoles }: { readonly organizationRoles: OrganizationRoles }) {
  return choiceField({ choices: Object.keys(organizationRoles) as [string, ...string[]] })
}

export function memberEndpoint(settings: Settings): Endpoint {
  const input = z.object({ role: roleField(settings) })
  return {
    ...memberAccess({ PATCH: 'members.edit', DELETE: 'members.edit' }),
    name: 'Organization Member',
    description: 'A member of an organization, by the id of the account.',
    urlName: 'organization_member',
    paths: ['/api/auth/organizations/{organization}/members/{id}/'],
    methods: {
      PATCH: defineMethod({
        summary: 'Give a member another role, within the reach of your own.',
        input,
        isDescribed: true,
        countsAsChange: true,
        output: { status: 204 },
        fails: changes,
        async handle(system, call) {
          const { organizationId, as } = actingIn(call)
          const { role } = call.input
          if (role !== undefined)
            await changeRole(system, { organizationId, as, userId: memberOf(call.params.id) }, role)
          return { status: 204 }
        },
      }),
      DELETE: {
        summary: 'Remove a member. They are none with their next request.',
        countsAsChange: true,
        output: { status: 204 },
        fails: [...members, 'permission_denied', 'beyond_own_role', 'last_owner', 'throttled'],
        async handle(system, call) {
          const { organizationId, as } = actingIn(call)
          await removeMember(system, { organizationId, as, userId: memberOf(call.params.id) })
          return { status: 204 }
        },
      },
    },
  }
}

export const leaveEndpoint: Endpoint = {
  ...memberAccess({ POST: 'member' }),
  name: 'Leave Organization',
  description: 'Ends your membership.',
  urlName: 'organization_leave',
  paths: ['/api/auth/organizations/{organization}/leave/'],
  methods: {
    POST: {
      summary: 'Leave an organization. Its last owner cannot.',
      countsAsChange: true,
      output: { status: 204 },
      fails: [...members, 'last_owner', 'throttled'],
      async handle(system, call) {
        const { organizationId, as } = actingIn(call)
        await leaveOrganization(system, organizationId, as)
        return { status: 204 }
      },
    },
  },
}

export function transferEndpoint(settings: Settings): Endpoint {
  const roles = settings.organizationRoles
  return {
    ...memberAccess({ POST: 'member' }),
    name: 'Transfer Organization',
    description: 'Makes another member owner.',
    urlName: 'organization_transfer',
    paths: ['/api/auth/organizations/{organization}/transfer/'],
    methods: {
      POST: defineMethod({
        summary: 'Make another member owner, and take another role. Owners alone may.',
        input: z.object({
          member: charField({ maxLength: 50, helpText: 'The id of the account.' }),
          role: choiceField({
            choices: Object.keys(roles) as [string, ...string[]],
            required: false,
            helpText: `Your role from then on; ${roleAfterOwner(roles)} unless given.`,
          }),
          current_password: currentPasswordField(settings),
        }),
        hashesPassword: 'confirmation',
        countsAsChange: true,
        output: { status: 204 },
        fails: [
          ...members,
          'beyond_own_role',
          'invalid',
          'recent_login_required',
          'reauthentication_required',
          'throttled',
          'overloaded',
        ],
        async handle(system, call) {
          const { principal, organizationId, as } = actingIn(call)
          const { member, role = roleAfterOwner(roles), current_password: password } = call.input
          await confirmOwner(system, principal, password)
          await transferOwnership(system, { organizationId, as, userId: memberOf(member) }, role)
          return { status: 204 }
        },
      }),
    },
  }
}

/** Throws `not_found` for what is no id. */
function memberOf(text: string | undefined): UserId {
  const id = parseUserId(text)
  if (id === undefined) throw problem('not_found', { reason: 'member' })
  return id
}
