/** Members invite addresses, renew invitations and take them back. */
import type { UserId } from '../../../kernel/user-id.ts'
import { hasMail } from '../../../mail/has-mail.ts'
import type { NewMail } from '../../../mail/outbox.ts'
import { problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import { parseRate, type Rate } from '../../../throttles/rate.ts'
import { throttled } from '../../../throttles/throttle.ts'
import { foldEmail, normalizeEmail } from '../../../users/email.ts'
import { type Invitation, newInvitationId } from '../organization.ts'
import { authorityFor } from '../rights.ts'
import type { MemberAction } from '../store.ts'
import { refusalOf } from './manage-organization.ts'

type Parts = Needs<
  'organizations' | 'settings' | 'clock' | 'events' | 'origin' | 'outboxWorker' | 'throttles' | 'random'
>

/**
 * The same whether the address has an account, and whether it is a member's (account enumeration). An older invitation of
 * the address ends. Throws `not_found`, `beyond_own_role`, `invitation_limit`, `throttled`.
 */
export async function inviteAddress(
  system: Parts,
  organizationId: string,
  as: UserId,
  { email: typed, role }: { readonly email: string; readonly role: string },
): Promise<Invitation> {
  const { organizations, settings, clock, random } = system
  const email = normalizeEmail(typed)
  await countInvitation(system, { organizationId, as, email })
  const action = actionOf(system, as)
  const createdAt = clock.now()
  const expiresAt = createdAt + settings.invitationLifetime * 1000
  const invitation = { id: newInvitationId(random), organizationId, email, role, invitedBy: as, createdAt, expiresAt }
  const mail = invitationMail(system, invitation)
  const outcome = await organizations.invite({ ...action, ...invitation, limit: settings.invitationLimit, mail })
  if (outcome === 'too_many') throw problem('invitation_limit')
  if (outcome !== 'invited') throw refusalOf(outcome)
  tell(system, 'organization.invited', organizationId, as)
  return invitation
}

/** By another mail, and for as long as a new one. Throws `not_found`, `beyond_own_role`, `throttled`. */
export async function renewInvitation(
  system: Parts,
  organizationId: string,
  as: UserId,
  id: string,
): Promise<Invitation> {
  const { organizations, settings, clock } = system
  const known = await organizations.findInvitation(id)
  if (known?.organizationId !== organizationId) throw problem('not_found', { reason: 'invitation' })
  await countInvitation(system, { organizationId, as, email: known.email })
  const renewed = await organizations.renewInvitation(organizationId, id, {
    ...actionOf(system, as),
    expiresAt: clock.now() + settings.invitationLifetime * 1000,
    mail: invitation => invitationMail(system, invitation),
  })
  if (renewed === 'gone') throw problem('not_found', { reason: 'invitation' })
  if (typeof renewed === 'string') throw refusalOf(renewed)
  tell(system, 'organization.invited', organizationId, as)
  return renewed
}

/** Its link is void at once. Throws `not_found`, `beyond_own_role`. */
export async function revokeInvitation(system: Parts, organizationId: string, as: UserId, id: string): Promise<void> {
  const outcome = await system.organizations.revokeInvitation(organizationId, id, actionOf(system, as))
  if (outcome === 'gone') throw problem('not_found', { reason: 'invitation' })
  if (outcome !== 'done') throw refusalOf(outcome)
  tell(system, 'organization.invitation_revoked', organizationId, as)
}

function actionOf({ settings, clock, origin }: Parts, as: UserId): MemberAction {
  return { as, may: authorityFor(settings.organizationRoles, 'members.invite'), now: clock.now(), by: origin }
}

/** Where no mail can be sent, people whose address is verified find the invitation in their account. */
function invitationMail({ settings, clock }: Parts, { id, email: to, expiresAt }: Invitation): NewMail | undefined {
  if (!hasMail(settings)) return undefined
  const now = clock.now()
  const stamp = { jti: id, iat: Math.floor(now / 1000), exp: Math.floor(expiresAt / 1000) }
  return { kind: 'organization_invitation', to, stamp, now }
}

interface Counted {
  readonly organizationId: string
  readonly as: UserId
  readonly email: string
}

/**
 * By who invites, by organization and by mailbox, whichever organizations write to it (mail bombing). Apart from other
 * mails: no stranger may use up what the owner of an address needs for a new password.
 */
async function countInvitation(
  { settings, throttles, clock }: Parts,
  { organizationId, as, email }: Counted,
): Promise<void> {
  if (!settings.throttling) return
  const [own, mailbox] = [parseRate(settings.invitationRate), parseRate(settings.mailRate)]
  const counters: readonly (readonly [string, Rate])[] = [
    [`user ${as}`, own],
    [`organization ${organizationId}`, own],
    [`address ${foldEmail(email)}`, mailbox],
  ]
  for (const [key, { limit, periodMs }] of counters) {
    const hit = await throttles.hit(`invitation ${key}`, limit, periodMs, clock.now())
    if (hit.outcome === 'refused') throw throttled(hit.waitMs, 'invitation_rate')
  }
}

function tell(
  { events, outboxWorker }: Parts,
  name: 'organization.invited' | 'organization.invitation_revoked',
  organization: string,
  userId: UserId,
): void {
  outboxWorker.wake()
  events.emit({ name, userId, data: { organization } })
}
