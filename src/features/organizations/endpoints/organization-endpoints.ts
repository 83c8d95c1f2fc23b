/** The rows of organizations, where they are on. */
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import type { Settings } from '../../../settings/settings.ts'
import { invitationEndpoint, invitationsEndpoint, resendEndpoint } from './invitations.ts'
import { acceptEndpoint, declineEndpoint, ownInvitationsEndpoint, showInvitationEndpoint } from './invited.ts'
import { leaveEndpoint, memberEndpoint, membersEndpoint, transferEndpoint } from './members.ts'
import { organizationEndpoint, organizationsEndpoint } from './organizations.ts'
import { registerInvitedEndpoint } from './register-invited.ts'

export function organizationEndpoints(settings: Settings): readonly Endpoint[] {
  if (settings.organizations === 'off') return []
  return [
    organizationsEndpoint(settings),
    organizationEndpoint(settings),
    membersEndpoint,
    memberEndpoint(settings),
    leaveEndpoint,
    transferEndpoint(settings),
    invitationsEndpoint(settings),
    invitationEndpoint,
    resendEndpoint,
    ownInvitationsEndpoint,
    showInvitationEndpoint,
    acceptEndpoint,
    declineEndpoint,
    registerInvitedEndpoint(settings),
  ]
}
