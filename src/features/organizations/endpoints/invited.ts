/** For a person who was invited: what the invitation is, and their answer. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { allowAny, isAuthenticated } from '../../../permissions/built-in.ts'
import { invalidFields } from '../../../problems.ts'
import type { System } from '../../../system.ts'
import { fullName } from '../../../users/user.ts'
import {
  acceptInvitation,
  declineInvitation,
  findInvitation,
  listOwnInvitations,
  type NamedInvitation,
} from '../flows/accept-invitation.ts'
import type { OpenInvitation } from '../organization.ts'
import { invitedOutput, membershipOutput, moment, showMembership } from './shown.ts'

export const token = charField({ maxLength: 5000, trimWhitespace: false, helpText: 'Of the link in the mail.' })
const id = charField({ required: false, maxLength: 100, helpText: 'In place of a token: one of your invitations.' })
const named = z.object({ token: charField({ required: false, maxLength: 5000, trimWhitespace: false }), id })

export const ownInvitationsEndpoint: Endpoint = {
  name: 'Invitations',
  description: 'The invitations to your verified e-mail address.',
  urlName: 'invitations',
  paths: ['/api/auth/invitations/'],
  authentication: 'any',
  permissions: [isAuthenticated],
  methods: {
    GET: {
      summary: 'List the invitations that you can accept.',
      output: { body: z.array(invitedOutput) },
      fails: ['not_authenticated'],
      async handle(system, call) {
        const invitations = await listOwnInvitations(system, await requirePrincipal(call).user())
        const body = await Promise.all(invitations.map(each => showInvited(system, each)))
        return { status: 200, body }
      },
    },
  },
}

export const showInvitationEndpoint: Endpoint = {
  name: 'Show Invitation',
  description: 'Tells what an invitation is about.',
  urlName: 'invitation_show',
  paths: ['/api/auth/invitations/show/'],
  authentication: 'none',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'Show the invitation of a link.',
      input: z.object({ token }),
      output: { body: invitedOutput.extend({ has_account: z.boolean().describe('Whether its address has one.') }) },
      fails: ['invalid', 'invitation_not_valid'],
      async handle(system, call) {
        const invitation = await findInvitation(system, call.input.token)
        // The link proves the mailbox: its owner may know whether they have an account.
        const accounts = await system.outbox.findRecipients(invitation.email)
        return { status: 200, body: { ...(await showInvited(system, invitation)), has_account: accounts.length > 0 } }
      },
    }),
  },
}

export const acceptEndpoint: Endpoint = {
  name: 'Accept Invitation',
  description: 'Makes you a member.',
  urlName: 'invitation_accept',
  paths: ['/api/auth/invitations/accept/'],
  authentication: 'any',
  permissions: [isAuthenticated],
  methods: {
    POST: defineMethod({
      summary: 'Accept an invitation: by its token, which verifies your address, or by its id.',
      input: named,
      countsAsChange: true,
      output: { body: membershipOutput },
      fails: [
        'not_authenticated',
        'invalid',
        'invitation_not_valid',
        'invitation_other_address',
        'member_already',
        'organization_full',
        'throttled',
      ],
      async handle(system, call) {
        const user = await requirePrincipal(call).user()
        const membership = await acceptInvitation(system, user, namedBy(call.input))
        return { status: 200, body: showMembership(membership) }
      },
    }),
  },
}

export const declineEndpoint: Endpoint = {
  name: 'Decline Invitation',
  description: 'Ends an invitation.',
  urlName: 'invitation_decline',
  paths: ['/api/auth/invitations/decline/'],
  authentication: 'any',
  invalidCredentials: 'ignore',
  permissions: [allowAny],
  methods: {
    POST: defineMethod({
      summary: 'Decline an invitation, by its token without an account too.',
      input: named,
      countsAsChange: true,
      output: { status: 204 },
      fails: ['invalid', 'invitation_not_valid', 'throttled'],
      async handle(system, call) {
        await declineInvitation(system, await call.principal?.user(), namedBy(call.input))
        return { status: 204 }
      },
    }),
  },
}

function namedBy(given: { readonly token?: string | undefined; readonly id?: string | undefined }): NamedInvitation {
  if (given.token !== undefined && given.token !== '') return { token: given.token }
  if (given.id === undefined || given.id === '') throw invalidFields({ token: ['This field is required.'] })
  return { id: given.id }
}

async function showInvited({ users }: System, { id: key, organization, email, role, ...rest }: OpenInvitation) {
  const inviter = await users.findById(rest.invitedBy)
  return {
    id: key,
    organization: { slug: organization.slug, name: organization.name },
    email,
    role,
    invited_by: inviter === undefined ? '' : fullName(inviter) || inviter.username,
    expires_at: moment(rest.expiresAt),
  }
}
