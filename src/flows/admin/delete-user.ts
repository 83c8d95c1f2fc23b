/** An operator deletes an account. Its sessions end on every node, and its id is never given again. */
import type { Actor } from '../../kernel/actor.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Needs } from '../../system.ts'
import type { DeletionOptions, DeletionOutcome } from '../../users/directory.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'directory' | 'clock' | 'events' | 'origin'>

/** `in_use`: a foreign key in a table of the application refers to the account. */
export async function deleteUser(
  system: Parts,
  actor: Actor,
  userId: UserId,
  options: DeletionOptions = {},
): Promise<DeletionOutcome> {
  const { directory, clock, events, origin } = actAs(system, actor)
  const outcome = await directory.delete(userId, clock.now(), origin, options)
  if (outcome !== 'deleted') return outcome
  events.emit({ name: 'user.deleted', userId, reason: 'operator' })
  return outcome
}
