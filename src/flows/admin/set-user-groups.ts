/** An operator decides at once which groups a user is in. */
import type { Actor } from '../../kernel/actor.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Needs } from '../../system.ts'
import type { GroupOutcome } from '../../users/group-store.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'groups' | 'clock' | 'events' | 'origin'>

/** The user leaves all other groups. `unchanged`: these are the groups already. */
export async function setUserGroups(
  system: Parts,
  actor: Actor,
  userId: UserId,
  groupIds: readonly number[],
): Promise<GroupOutcome> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const outcome = await groups.setUserGroups(userId, groupIds, clock.now(), origin)
  if (outcome === 'done') events.emit({ name: 'user.groups_changed', userId })
  return outcome
}
