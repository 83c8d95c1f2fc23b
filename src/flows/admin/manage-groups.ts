/** An operator creates and deletes groups, and decides who is in them and what their members may do. */
import type { Actor } from '../../kernel/actor.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Needs } from '../../system.ts'
import type { GroupDeletion, GroupGrantOutcome, GroupOutcome } from '../../users/group-store.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'groups' | 'clock' | 'events' | 'origin'>

export async function createGroup(system: Parts, actor: Actor, group: string): Promise<'created' | 'duplicate'> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const outcome = await groups.create(group, clock.now(), origin)
  if (outcome === 'created') events.emit({ name: 'group.created', data: { group } })
  return outcome
}

/** Its members stay. `managed`: it is a role of the configuration. */
export async function deleteGroup(system: Parts, actor: Actor, group: string): Promise<GroupDeletion> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const outcome = await groups.delete(group, clock.now(), origin)
  if (outcome === 'deleted') events.emit({ name: 'group.deleted', data: { group } })
  return outcome
}

/** `unchanged`: the user is a member already. */
export async function addGroupMember(
  system: Parts,
  actor: Actor,
  group: string,
  userId: UserId,
): Promise<GroupOutcome> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const outcome = await groups.addMember(group, userId, clock.now(), origin)
  if (outcome === 'done') events.emit({ name: 'group.member_added', userId, data: { group } })
  return outcome
}

export async function removeGroupMember(
  system: Parts,
  actor: Actor,
  group: string,
  userId: UserId,
): Promise<GroupOutcome> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const outcome = await groups.removeMember(group, userId, clock.now(), origin)
  if (outcome === 'done') events.emit({ name: 'group.member_removed', userId, data: { group } })
  return outcome
}

/** The caller has checked the form of the permission. `managed`: the group is a role of the configuration. */
export async function grantGroupPermission(
  system: Parts,
  actor: Actor,
  group: string,
  permission: string,
): Promise<GroupGrantOutcome> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const outcome = await groups.grant(group, permission, clock.now(), origin)
  if (outcome === 'done') events.emit({ name: 'group.permission_granted', data: { group, permission } })
  return outcome
}

export async function revokeGroupPermission(
  system: Parts,
  actor: Actor,
  group: string,
  permission: string,
): Promise<GroupGrantOutcome> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const outcome = await groups.revoke(group, permission, clock.now(), origin)
  if (outcome === 'done') events.emit({ name: 'group.permission_revoked', data: { group, permission } })
  return outcome
}
