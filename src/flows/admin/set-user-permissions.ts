/** An operator decides at once which permissions one user has beside those of the user's groups. */
import type { Actor } from '../../kernel/actor.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Needs } from '../../system.ts'
import type { UserGrantOutcome } from '../../users/group-store.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'groups' | 'clock' | 'events' | 'origin'>

/** The caller has checked the form of the permissions. All others are revoked. `unchanged`: these are granted already. */
export async function setUserPermissions(
  system: Parts,
  actor: Actor,
  userId: UserId,
  permissions: readonly string[],
): Promise<UserGrantOutcome> {
  const { groups, clock, events, origin } = actAs(system, actor)
  const outcome = await groups.setUserPermissions(userId, permissions, clock.now(), origin)
  if (outcome === 'done') events.emit({ name: 'user.permissions_changed', userId })
  return outcome
}
