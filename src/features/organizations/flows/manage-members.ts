/** Members get other roles, are removed, leave, and hand ownership on. Who acts on another stands in the audit row. */
import { attachedNotice } from '../../../flows/notice.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import { problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import { authorityFor } from '../rights.ts'
import type { MemberOutcome, OrganizationChange } from '../store.ts'
import { refusalOf } from './manage-organization.ts'

type Parts = Needs<'organizations' | 'settings' | 'clock' | 'events' | 'origin' | 'outboxWorker'>

/** Who acts on whom, and where. */
export interface MemberTarget {
  readonly organizationId: string
  readonly userId: UserId
  readonly as: UserId
}

/** Throws `not_found`, `beyond_own_role`, `last_owner`. */
export async function changeRole(system: Parts, target: MemberTarget, role: string): Promise<void> {
  const { organizationId, userId, as } = target
  const mail = attachedNotice(system, 'organization_role_changed')
  const action = { ...changeBy(system, as, userId), ...actionOf(system, as), mail: as === userId ? undefined : mail }
  const outcome = await system.organizations.setRole(organizationId, userId, role, action)
  if (outcome === 'unchanged') return
  requireDone(outcome)
  tell(system, 'organization.role_changed', target)
}

/** They are a member no more with their next request, and their sockets there close. Throws as `changeRole` does. */
export async function removeMember(system: Parts, target: MemberTarget): Promise<void> {
  const { organizationId, userId, as } = target
  const mail = attachedNotice(system, 'organization_member_removed')
  const action = { ...changeBy(system, as, userId), ...actionOf(system, as), mail }
  requireDone(await system.organizations.removeMember(organizationId, userId, action))
  tell(system, 'organization.member_removed', target, 'removed')
}

/** Throws `not_found`, `last_owner`. */
export async function leaveOrganization(system: Parts, organizationId: string, userId: UserId): Promise<void> {
  const change = { now: system.clock.now(), by: system.origin }
  requireDone(await system.organizations.leave(organizationId, userId, change))
  tell(system, 'organization.member_removed', { organizationId, userId, as: userId }, 'left')
}

/** The owner who acts makes another member owner, and takes `role`. Throws `not_found`, `beyond_own_role`. */
export async function transferOwnership(system: Parts, target: MemberTarget, role: string): Promise<void> {
  const { organizationId, userId, as } = target
  const mail = attachedNotice(system, 'organization_role_changed')
  const action = { ...changeBy(system, as, userId), as, mail }
  const outcome = await system.organizations.transfer(organizationId, userId, role, action)
  if (outcome === 'unchanged') return
  requireDone(outcome)
  tell(system, 'organization.role_changed', target, 'transfer')
  tell(system, 'organization.role_changed', { ...target, userId: as }, 'transfer')
}

function actionOf({ settings }: Parts, as: UserId) {
  return { as, may: authorityFor(settings.organizationRoles, 'members.edit') }
}

function changeBy({ clock, origin }: Parts, as: UserId, userId: UserId): OrganizationChange {
  return { now: clock.now(), by: as === userId ? origin : { ...origin, actor: String(as) } }
}

function requireDone(outcome: MemberOutcome): void {
  if (outcome === 'gone') throw problem('not_found', { reason: 'member' })
  if (outcome === 'last_owner') throw problem('last_owner')
  if (outcome === 'not_member' || outcome === 'forbidden') throw refusalOf(outcome)
}

function tell(
  { events, outboxWorker }: Parts,
  name: 'organization.role_changed' | 'organization.member_removed',
  { organizationId: organization, userId, as }: MemberTarget,
  reason?: string,
): void {
  outboxWorker.wake()
  const actor = as === userId ? {} : { actor: String(as) }
  events.emit({ name, userId, reason, ...actor, data: { organization } })
}
