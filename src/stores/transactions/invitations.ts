/** Invitations to organizations, as their members write them. An open one is a row; what became of it says the audit table. */
import type { Invitation, OpenInvitation } from '../../features/organizations/organization.ts'
import type { ActionRefusal, MemberAction, NewInvitation } from '../../features/organizations/store.ts'
import type { NewMail } from '../../mail/outbox.ts'
import { foldEmail } from '../../users/email.ts'
import { actIn, reaches, record } from './act-in-organization.ts'
import { writeMail } from './mail-links.ts'
import type { Steps, Tx } from './transaction.ts'

/** The same whether the address has an account: only its owner learns what becomes of it (account enumeration). */
export function* invite(tx: Tx, invitation: NewInvitation): Steps<'invited' | 'too_many' | ActionRefusal> {
  const { id, organizationId, email, role, expiresAt, as, now, limit, mail } = invitation
  const acting = yield* actIn(tx, organizationId, invitation)
  if (typeof acting === 'string') return acting
  if (!reaches(invitation.may, acting.role, role)) return 'forbidden'
  const emailKey = foldEmail(email)
  for (const older of yield* tx.deleteInvitationsTo(organizationId, emailKey)) {
    yield* record(
      tx,
      organizationId,
      { event: 'organization.invitation_revoked', userId: as, reason: older },
      invitation,
    )
  }
  // What was revoked a line above stays so: no one has more than before.
  if ((yield* tx.countInvitations(organizationId, now)) >= limit) return 'too_many'
  yield* tx.insertInvitation({ id, organizationId, invitedBy: as, email, emailKey, role, createdAt: now, expiresAt })
  const changes = { email: [null, email], role: [null, role] } as const
  yield* record(tx, organizationId, { event: 'organization.invited', userId: as, reason: id, changes }, invitation)
  if (mail !== undefined) yield* writeMail(tx, mail)
  return 'invited'
}

type Renewal = MemberAction & {
  readonly expiresAt: number
  readonly mail: (invitation: Invitation) => NewMail | undefined
}

export function* renewInvitation(
  tx: Tx,
  organizationId: string,
  id: string,
  renewal: Renewal,
): Steps<OpenInvitation | 'gone' | ActionRefusal> {
  const found = yield* findWithin(tx, organizationId, id, renewal)
  if (typeof found === 'string') return found
  const invitation = { ...found, expiresAt: renewal.expiresAt }
  yield* tx.extendInvitation(id, renewal.expiresAt)
  yield* record(tx, organizationId, { event: 'organization.invited', userId: renewal.as, reason: id }, renewal)
  const mail = renewal.mail(invitation)
  if (mail !== undefined) yield* writeMail(tx, mail)
  return invitation
}

export function* revokeInvitation(
  tx: Tx,
  organizationId: string,
  id: string,
  action: MemberAction,
): Steps<'done' | 'gone' | ActionRefusal> {
  const found = yield* findWithin(tx, organizationId, id, action)
  if (typeof found === 'string') return found
  yield* tx.deleteInvitation(id)
  yield* record(tx, organizationId, { event: 'organization.invitation_revoked', userId: action.as, reason: id }, action)
  return 'done'
}

/** One of another organization is not found (IDOR). */
function* findWithin(
  tx: Tx,
  organizationId: string,
  id: string,
  action: MemberAction,
): Steps<OpenInvitation | 'gone' | ActionRefusal> {
  const acting = yield* actIn(tx, organizationId, action)
  if (typeof acting === 'string') return acting
  const invitation = yield* tx.findInvitation(id)
  if (invitation?.organizationId !== organizationId) return 'gone'
  return reaches(action.may, acting.role, invitation.role) ? invitation : 'forbidden'
}
