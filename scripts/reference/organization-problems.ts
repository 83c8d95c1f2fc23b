/** The refusals of organizations, for the page of error codes: see problem-guide.ts. */
export const ofOrganizations = {
  last_owner: {
    happened: 'An organization would have been left without an owner.',
    cause: 'The last owner was to leave, to be removed, to get another role, or to be deleted with the account.',
    help: 'Make another member owner first (`POST /api/auth/organizations/{organization}/transfer/`), or delete the organization.',
  },
  organization_required: {
    happened: 'A route that works in an organization was asked without one.',
    cause: 'Neither the path nor the header of [`organizationHeader`](settings.md#organizationheader) names it.',
    help: 'Send `X-Organization: SLUG`, or put `{organization}` into the path of the route.',
  },
  organization_ambiguous: {
    happened: 'The path and the header name two organizations.',
    cause: 'A page that acts in one organization sent the header of another.',
    help: 'Send one of the two.',
  },
  organization_limit: {
    happened: 'No further organization was created.',
    cause: 'The account owns as many as [`organizationLimit`](settings.md#organizationlimit) allows.',
    help: 'Delete one, hand one on, or raise the setting.',
  },
  organization_full: {
    happened: 'The invitation was not accepted.',
    cause:
      'The organization has as many members as [`organizationMemberLimit`](settings.md#organizationmemberlimit) allows.',
    help: 'Remove a member, or raise the setting; the invitation still waits.',
  },
  organization_in_use: {
    happened: 'The organization was not deleted because other rows refer to it.',
    cause: 'A foreign key in a table of the application.',
    help: 'Delete or move those rows first, or declare the key `ON DELETE CASCADE`.',
  },
  invitation_limit: {
    happened: 'The address was not invited.',
    cause: 'As many invitations of the organization wait as [`invitationLimit`](settings.md#invitationlimit) allows.',
    help: 'Take back those that no one answers.',
  },
  invitation_not_valid: {
    happened: 'The invitation was refused.',
    cause:
      'It was accepted, declined, taken back or has expired; who wrote it is no member any more, or may not invite to the role; or the link is damaged.',
    help: 'Ask for a new one: `POST /api/auth/organizations/{organization}/invitations/`.',
  },
  invitation_other_address: {
    happened: 'The account did not join.',
    cause: 'The invitation is for the owner of one mailbox, and the account has another address.',
    help: 'Log in with the account of the invited address, or have the address of the account invited.',
  },
  member_already: {
    happened: 'The invitation ended without a change.',
    cause: 'The account is a member of the organization, with the role that it has.',
    help: 'Nothing to do. Another role is given by `PATCH` of the member.',
  },
  beyond_own_role: {
    happened: 'A member tried what their role does not reach.',
    cause:
      'A role is given, changed or taken only by members whose role may do all that it may; only owners make and remove owners.',
    help: 'Ask an owner. The rights of each role: [`organizationRoles`](settings.md#organizationroles).',
  },
} as const
