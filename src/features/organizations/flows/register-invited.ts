/**
 * A person without an account opens one by the link of an invitation. The address is the invited one and verified, as the
 * link came to it; account, membership and the end of the invitation are one transaction.
 */
import type { Registration } from '../../../accounts/registration.ts'
import { rememberAddress } from '../../../flows/attempt-login.ts'
import { newAccount, type Registered, startFirstSession } from '../../../flows/register.ts'
import type { System } from '../../../system.ts'
import { authorityFor } from '../rights.ts'
import { refusedBecause } from './accept-invitation.ts'

/**
 * `duplicate`: an account has the login name. The caller has validated the password, and its endpoint declares
 * `hashesPassword: 'registration'`. Throws `invitation_not_valid`, `organization_full`, `overloaded`.
 */
export async function registerInvited(
  system: System,
  invitationId: string,
  registration: Registration,
  login: 'login' | 'no_login',
): Promise<Registered | 'duplicate'> {
  const { organizations, settings, clock, events, origin } = system
  const joined = await organizations.acceptAsNewcomer({
    id: invitationId,
    account: await newAccount(system, registration, { emailVerified: true }),
    limit: settings.organizationMemberLimit,
    may: authorityFor(settings.organizationRoles, 'members.invite'),
    now: clock.now(),
    by: origin,
  })
  if (joined.outcome === 'duplicate') return joined.outcome
  if (joined.outcome !== 'joined') throw refusedBecause(joined.outcome)
  const { user, membership } = joined
  await rememberAddress(system, user)
  const tokens = login === 'login' ? await startFirstSession(system, user) : undefined
  events.emit({ name: 'user.registered', userId: user.id, sid: tokens?.refresh.claims.sid, reason: 'invitation' })
  const data = { organization: membership.organization.id }
  events.emit({ name: 'organization.member_added', userId: user.id, data })
  return { user, tokens }
}
