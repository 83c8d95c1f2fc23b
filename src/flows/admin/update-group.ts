/** An operator renames a group, decides which permissions its members have, or both at once. */
import type { Actor } from '../../kernel/actor.ts'
import type { Needs } from '../../system.ts'
import type { GroupChangeOutcome, GroupChanges } from '../../users/group-store.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'groups' | 'clock' | 'events' | 'origin'>

/** The caller has checked the name and the form of the permissions. */
export async function updateGroup(
  system: Parts,
  actor: Actor,
  id: number,
  changes: GroupChanges,
): Promise<GroupChangeOutcome> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const changed = await groups.update(id, changes, clock.now(), origin)
  if (changed.outcome !== 'saved') return changed
  events.emit({ name: 'group.changed', data: { group: changed.group.name } })
  return changed
}
