/** An operator makes an account active or inactive, staff or superuser, or takes that back. */
import type { Actor } from '../../kernel/actor.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Needs } from '../../system.ts'
import type { FlagsOutcome, UserFlags } from '../../users/directory.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'directory' | 'clock' | 'events' | 'origin'>

/** An account that becomes inactive is logged out everywhere when this returns. `unchanged`: the flags are so already. */
export async function setUserFlags(
  system: Parts,
  actor: Actor,
  userId: UserId,
  flags: UserFlags,
): Promise<FlagsOutcome> {
  const { directory, clock, events, origin } = actAs(system, actor)
  const saved = await directory.setFlags(userId, flags, clock.now(), origin)
  if (saved.outcome !== 'saved') return saved
  if (saved.changed.length > 0) events.emit({ name: 'user.changed', userId, data: { fields: saved.changed } })
  return saved
}
