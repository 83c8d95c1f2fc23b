/** An operator gives one user a permission beside those of the user's groups, or takes it back. */
import type { Actor } from '../../kernel/actor.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Needs } from '../../system.ts'
import type { UserGrantOutcome } from '../../users/group-store.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'groups' | 'clock' | 'events' | 'origin'>

/** The caller has checked the form of the permission. `unchanged`: the user has it already. */
export async function grantUserPermission(
  system: Parts,
  actor: Actor,
  userId: UserId,
  permission: string,
): Promise<UserGrantOutcome> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const outcome = await groups.grantUser(userId, permission, clock.now(), origin)
  if (outcome === 'done') events.emit({ name: 'user.permission_granted', userId, data: { permission } })
  return outcome
}

/** The same permission by a group stays. */
export async function revokeUserPermission(
  system: Parts,
  actor: Actor,
  userId: UserId,
  permission: string,
): Promise<UserGrantOutcome> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const outcome = await groups.revokeUser(userId, permission, clock.now(), origin)
  if (outcome === 'done') events.emit({ name: 'user.permission_revoked', userId, data: { permission } })
  return outcome
}
