/**
 * A person who was invited joins, or declines. An invitation is for the owner of one mailbox: a link proves it, and so does
 * the verified address of an account. Of any number of acceptances at once one finds the row.
 */
import type { Membership, OpenInvitation } from '../../features/organizations/organization.ts'
import type {
  Acceptance,
  AcceptanceOutcome,
  NewcomerAcceptance,
  NewcomerOutcome,
  OrganizationChange,
} from '../../features/organizations/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { foldEmail } from '../../users/email.ts'
import type { User } from '../../users/user.ts'
import { reaches, record } from './act-in-organization.ts'
import { createUser } from './create-user.ts'
import { audit, markStale } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

export function* acceptInvitation(tx: Tx, acceptance: Acceptance): Steps<AcceptanceOutcome> {
  const { id, userId, provenBy } = acceptance
  // The user before the organization, as wherever both are locked.
  const user = yield* tx.lockUser(userId)
  const invitation = yield* lockOpen(tx, id, acceptance)
  if (user === undefined || invitation === undefined) return { outcome: 'gone' }
  const isOther = !isSameAddress(user.email, invitation.email)
  if (provenBy === 'account' && (isOther || !user.emailVerified)) return { outcome: 'gone' }
  if (isOther) return { outcome: 'other_address' }
  const before = yield* tx.findMembership(invitation.organizationId, userId)
  if (before !== undefined) {
    yield* tx.deleteInvitation(id)
    return { outcome: 'member_already', membership: before }
  }
  if (yield* isFull(tx, invitation, acceptance)) return { outcome: 'full' }
  const hasVerifiedEmail = yield* verifyByLink(tx, user, acceptance)
  return { outcome: 'joined', membership: yield* join(tx, invitation, userId, acceptance), hasVerifiedEmail }
}

export function* acceptAsNewcomer(tx: Tx, acceptance: NewcomerAcceptance): Steps<NewcomerOutcome> {
  const { id, account, by } = acceptance
  const invitation = yield* lockOpen(tx, id, acceptance)
  if (invitation === undefined) return { outcome: 'gone' }
  if (!isSameAddress(account.email, invitation.email)) return { outcome: 'other_address' }
  if (yield* isFull(tx, invitation, acceptance)) return { outcome: 'full' }
  const created = yield* createUser(tx, { ...account, emailVerified: true }, by)
  if (created.outcome === 'duplicate') return created
  const { user } = created
  return { outcome: 'joined', user, membership: yield* join(tx, invitation, user.id, acceptance) }
}

export function* declineInvitation(
  tx: Tx,
  id: string,
  email: string,
  change: OrganizationChange & { readonly userId?: UserId | undefined },
): Steps<OpenInvitation | 'gone'> {
  const invitation = yield* lockInvitation(tx, id)
  if (invitation === undefined || !isSameAddress(invitation.email, email)) return 'gone'
  yield* tx.deleteInvitation(id)
  const entry = { event: 'organization.invitation_declined', userId: change.userId, reason: id } as const
  yield* record(tx, invitation.organizationId, entry, change)
  return invitation
}

/** One that counts: not at its end, and written by a member who may still invite to the role. */
function* lockOpen(
  tx: Tx,
  id: string,
  { now, may }: Pick<Acceptance, 'now' | 'may'>,
): Steps<OpenInvitation | undefined> {
  const invitation = yield* lockInvitation(tx, id)
  if (invitation === undefined || invitation.expiresAt <= now) return undefined
  const inviter = yield* tx.findRole(invitation.organizationId, invitation.invitedBy)
  return inviter !== undefined && reaches(may, inviter, invitation.role) ? invitation : undefined
}

/** Asked again under the lock of the organization: it may have been accepted or revoked meanwhile. */
function* lockInvitation(tx: Tx, id: string): Steps<OpenInvitation | undefined> {
  const seen = yield* tx.findInvitation(id)
  if (seen === undefined) return undefined
  yield* tx.lockOrganization(seen.organizationId)
  return yield* tx.findInvitation(id)
}

function isSameAddress(one: string, other: string): boolean {
  return one !== '' && foldEmail(one) === foldEmail(other)
}

function* isFull(tx: Tx, { organizationId }: OpenInvitation, { limit }: Pick<Acceptance, 'limit'>): Steps<boolean> {
  return (yield* tx.countOrganizationMembers(organizationId)) >= limit
}

/** The link came to the address, as that of a verification mail does. */
function* verifyByLink(tx: Tx, { id, emailVerified }: User, { provenBy, now, by }: Acceptance): Steps<boolean> {
  if (emailVerified || provenBy === 'account') return false
  yield* tx.setEmailVerified(id)
  yield* audit(tx, { event: 'email.verified', at: now, userId: id, reason: 'invitation' }, by)
  return true
}

function* join(
  tx: Tx,
  { id, organizationId, organization, role }: OpenInvitation,
  userId: UserId,
  change: OrganizationChange,
): Steps<Membership> {
  const { now } = change
  yield* tx.deleteInvitation(id)
  yield* tx.insertMember(organizationId, userId, role, now)
  const entry = { event: 'organization.member_added', userId, reason: id, changes: { role: [null, role] } } as const
  yield* record(tx, organizationId, entry, change)
  yield* markStale(tx, userId, now)
  return { organization, userId, role, joinedAt: now }
}
