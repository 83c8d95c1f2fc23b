/** An operator, who is a member of nothing, changes members of an organization or deletes it. */
import { actAs } from '../../../../flows/admin/act-as.ts'
import { attachedNotice } from '../../../../flows/notice.ts'
import type { Actor } from '../../../../kernel/actor.ts'
import type { UserId } from '../../../../kernel/user-id.ts'
import type { Needs } from '../../../../system.ts'

type Parts = Needs<'organizationDirectory' | 'settings' | 'clock' | 'events' | 'origin' | 'outboxWorker'>

/** A member, by the ids of the organization and the account. */
export interface NamedMember {
  readonly organizationId: string
  readonly userId: UserId
}

/** `role` is one of the configuration. The member is told by mail. */
export async function setMemberRole(
  system: Parts,
  actor: Actor,
  { organizationId, userId }: NamedMember,
  role: string,
): Promise<'done' | 'unchanged' | 'gone' | 'last_owner'> {
  const { organizationDirectory, clock, origin, events } = actAs(system, actor)
  const mail = attachedNotice(system, 'organization_role_changed')
  const change = { now: clock.now(), by: origin, mail }
  const outcome = await organizationDirectory.setRole(organizationId, userId, role, change)
  if (outcome !== 'done') return outcome
  system.outboxWorker.wake()
  events.emit({ name: 'organization.role_changed', userId, data: { organization: organizationId } })
  return outcome
}

/** They are a member no more with their next request, and get a mail. */
export async function removeOrganizationMember(
  system: Parts,
  actor: Actor,
  { organizationId, userId }: NamedMember,
): Promise<'done' | 'gone' | 'last_owner'> {
  const { organizationDirectory, clock, origin, events } = actAs(system, actor)
  const mail = attachedNotice(system, 'organization_member_removed')
  const outcome = await organizationDirectory.removeMember(organizationId, userId, {
    now: clock.now(),
    by: origin,
    mail,
  })
  if (outcome !== 'done') return outcome
  system.outboxWorker.wake()
  const data = { organization: organizationId }
  events.emit({ name: 'organization.member_removed', userId, reason: 'removed', data })
  return outcome
}

/** With its memberships and invitations. `in_use`: a table of the application refers to it. */
export async function deleteAnyOrganization(
  system: Parts,
  actor: Actor,
  organizationId: string,
): Promise<'deleted' | 'in_use' | 'gone'> {
  const { organizationDirectory, clock, origin, events } = actAs(system, actor)
  const outcome = await organizationDirectory.delete(organizationId, { now: clock.now(), by: origin })
  if (outcome === 'deleted') events.emit({ name: 'organization.deleted', data: { organization: organizationId } })
  return outcome
}
