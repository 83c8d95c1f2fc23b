/** A person who was invited looks at the invitation, accepts it with an account, or declines it. */
import { type OpenedInvitation, openInvitationToken } from '../../../flows/invitation-token.ts'
import { problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import { foldEmail } from '../../../users/email.ts'
import type { User } from '../../../users/user.ts'
import type { Membership, OpenInvitation } from '../organization.ts'
import { authorityFor } from '../rights.ts'

type Parts = Needs<'organizations' | 'settings' | 'clock' | 'events' | 'origin'>

/** By the token of a link, or by the id of one that the account was shown. */
export type NamedInvitation = { readonly token: string } | { readonly id: string }

/** Throws `invitation_not_valid`. */
export async function findInvitation(system: Parts & Needs<'keyring'>, token: string): Promise<OpenInvitation> {
  const { id, email } = openInvitationToken(system, token)
  const invitation = await system.organizations.findInvitation(id)
  const isOpen = invitation !== undefined && invitation.expiresAt > system.clock.now()
  if (!isOpen || foldEmail(invitation.email) !== foldEmail(email)) throw notValid('gone')
  return invitation
}

/** Those that the account may accept without a link: its address is verified. */
export async function listOwnInvitations(
  { organizations, clock }: Needs<'organizations' | 'clock'>,
  { email, emailVerified }: User,
): Promise<readonly OpenInvitation[]> {
  return email === '' || !emailVerified ? [] : await organizations.listInvitationsTo(email, clock.now())
}

/**
 * A link proves the mailbox, so it verifies the address of the account. Throws `invitation_not_valid`,
 * `invitation_other_address`, `member_already`, `organization_full`.
 */
export async function acceptInvitation(
  system: Parts & Needs<'keyring'>,
  user: User,
  named: NamedInvitation,
): Promise<Membership> {
  const { organizations, settings, clock, events, origin } = system
  const accepted = await organizations.accept({
    id: idOf(system, named),
    userId: user.id,
    provenBy: 'token' in named ? 'link' : 'account',
    limit: settings.organizationMemberLimit,
    may: authorityFor(settings.organizationRoles, 'members.invite'),
    now: clock.now(),
    by: origin,
  })
  if (accepted.outcome === 'member_already') throw problem('member_already')
  if (accepted.outcome !== 'joined') throw refusedBecause(accepted.outcome)
  const { membership, hasVerifiedEmail } = accepted
  if (hasVerifiedEmail) events.emit({ name: 'email.verified', userId: user.id, reason: 'invitation' })
  const data = { organization: membership.organization.id }
  events.emit({ name: 'organization.member_added', userId: user.id, data })
  return membership
}

/** Without an account too, by the link. Throws `invitation_not_valid`. */
export async function declineInvitation(
  system: Parts & Needs<'keyring'>,
  user: User | undefined,
  named: NamedInvitation,
): Promise<void> {
  const { organizations, clock, events, origin } = system
  const { id, email } = whoseOf(system, user, named)
  const change = { userId: user?.id, now: clock.now(), by: origin }
  const declined = await organizations.decline(id, email, change)
  if (declined === 'gone') throw notValid('gone')
  const data = { organization: declined.organization.id }
  events.emit({ name: 'organization.invitation_declined', userId: user?.id, data })
}

function idOf(system: Parts & Needs<'keyring'>, named: NamedInvitation): string {
  return 'token' in named ? openInvitationToken(system, named.token).id : named.id
}

/** Without a link only the verified address counts (IDOR). */
function whoseOf(system: Parts & Needs<'keyring'>, user: User | undefined, named: NamedInvitation): OpenedInvitation {
  if ('token' in named) return openInvitationToken(system, named.token)
  if (user === undefined || !user.emailVerified) throw notValid('no_account')
  return { id: named.id, email: user.email }
}

/** Of what the store answered. */
export function refusedBecause(outcome: 'gone' | 'full' | 'other_address') {
  if (outcome === 'full') return problem('organization_full')
  return outcome === 'gone' ? notValid('gone') : problem('invitation_other_address')
}

function notValid(reason: string) {
  return problem('invitation_not_valid', { reason })
}
