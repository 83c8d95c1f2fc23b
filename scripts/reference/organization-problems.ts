/** The refusals of organizations, for the page of error codes: see problem-guide.ts. */
export const ofOrganizations = {
  last_owner: {
    happened: 'An organization would have been left without an owner.',
    cause: 'The last owner was to leave, to be removed, to get another role, or to be deleted with the account.',
    help: 'Make another member owner first (`POST /api/auth/organizations/{organization}/transfer/`), or delete the organization.',
  },
} as const
