/** An owner's account ends, and with it every session of it, on every node. Its id is never given again. */
import type { Needs } from '../system.ts'
import type { User } from '../users/user.ts'

type Parts = Needs<'users' | 'clock' | 'events' | 'origin'>

/**
 * `superseded`: the password changed since the owner proved to know it. `in_use`: a foreign key in a table of the
 * application refers to the account. `last_owner`: an organization would be left without an owner.
 */
export async function deleteAccount(
  { users, clock, events, origin }: Parts,
  user: User,
): Promise<'deleted' | 'superseded' | 'gone' | 'in_use' | 'last_owner'> {
  const outcome = await users.delete({ userId: user.id, provenBy: user.password, now: clock.now(), origin })
  // This node obeys before it answers.
  if (outcome === 'deleted') events.emit({ name: 'user.deleted', userId: user.id, reason: 'owner' })
  return outcome
}
