/** The groups of roles become what the configuration says: at a start, or when an operator asks for it. */
import type { Actor } from '../../kernel/actor.ts'
import type { Needs } from '../../system.ts'
import type { Role, RoleChange } from '../../users/group-store.ts'
import { actAs } from './act-as.ts'

/** What was changed, by the names of the roles. Where nothing is to be done, nothing is written. */
export async function syncRoles(
  system: Needs<'groups' | 'clock' | 'events' | 'origin'>,
  actor: Actor,
  roles: readonly Role[],
): Promise<readonly RoleChange[]> {
  const { groups, clock, events, origin } = actAs(system, actor)
  if ((await groups.planRoles(roles)).length === 0) return []
  const changes = await groups.syncRoles(roles, clock.now(), origin)
  for (const { role: group, outcome, granted, revoked, members } of changes) {
    events.emit({ name: 'role.synced', data: { group, outcome, granted, revoked, members } })
  }
  return changes
}
