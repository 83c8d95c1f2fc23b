/** The token in the link of an invitation: for one mailbox, and of one invitation of the store, whose end it repeats. */
import { defineToken } from './define-token.ts'

/** It names no user: who was invited may have no account. */
export const invitationToken = defineToken({
  name: 'InvitationToken',
  type: 'organization_invitation',
  lifetime: '90d',
})
