/** The invitations of an organization, for its members. */
import { z } from 'zod'
import { emailField } from '../../../fields/email-field.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import type { Settings } from '../../../settings/settings.ts'
import { inviteAddress, renewInvitation, revokeInvitation } from '../flows/invite.ts'
import { roleField } from './members.ts'
import { actingIn, invitationOutput, memberAccess, showInvitation } from './shown.ts'

const members = ['not_authenticated', 'permission_denied', 'not_found'] as const

export function invitationsEndpoint(settings: Settings): Endpoint {
  return {
    ...memberAccess({ GET: 'members.invite', POST: 'members.invite' }),
    name: 'Organization Invitations',
    description: 'The invitations of an organization that wait.',
    urlName: 'organization_invitations',
    paths: ['/api/auth/organizations/{organization}/invitations/'],
    methods: {
      GET: {
        summary: 'List the invitations, the oldest first; those that have expired too.',
        output: { body: z.array(invitationOutput) },
        fails: members,
        async handle({ organizations }, call) {
          const invitations = await organizations.listInvitations(actingIn(call).organizationId)
          return { status: 200, body: invitations.map(showInvitation) }
        },
      },
      POST: defineMethod({
        summary: 'Invite an address. The answer is the same whether it has an account.',
        input: z.object({ email: emailField({ maxLength: 254 }), role: roleField(settings) }),
        countsAsChange: true,
        output: { status: 201, body: invitationOutput },
        fails: [...members, 'beyond_own_role', 'invalid', 'invitation_limit', 'throttled'],
        async handle(system, call) {
          const { organizationId, as } = actingIn(call)
          const invitation = await inviteAddress(system, organizationId, as, call.input)
          return { status: 201, body: showInvitation(invitation) }
        },
      }),
    },
  }
}

export const invitationEndpoint: Endpoint = {
  ...memberAccess({ DELETE: 'members.invite' }),
  name: 'Organization Invitation',
  description: 'An invitation of an organization.',
  urlName: 'organization_invitation',
  paths: ['/api/auth/organizations/{organization}/invitations/{id}/'],
  methods: {
    DELETE: {
      summary: 'Take an invitation back. Its link is void at once.',
      countsAsChange: true,
      output: { status: 204 },
      fails: [...members, 'beyond_own_role', 'throttled'],
      async handle(system, call) {
        const { organizationId, as } = actingIn(call)
        await revokeInvitation(system, organizationId, as, call.params.id ?? '')
        return { status: 204 }
      },
    },
  },
}

export const resendEndpoint: Endpoint = {
  ...memberAccess({ POST: 'members.invite' }),
  name: 'Resend Invitation',
  description: 'Sends the mail of an invitation again.',
  urlName: 'organization_invitation_resend',
  paths: ['/api/auth/organizations/{organization}/invitations/{id}/resend/'],
  methods: {
    POST: {
      summary: 'Send the mail again. The invitation lasts as long as a new one.',
      countsAsChange: true,
      output: { body: invitationOutput },
      fails: [...members, 'beyond_own_role', 'throttled'],
      async handle(system, call) {
        const { organizationId, as } = actingIn(call)
        const invitation = await renewInvitation(system, organizationId, as, call.params.id ?? '')
        return { status: 200, body: showInvitation(invitation) }
      },
    },
  },
}
