/** An account ends, and with it every session of it, on every node, when this returns. Its id is never given again. */
import type { Needs } from '../system.ts'
import type { User } from '../users/user.ts'

type Parts = Needs<'users' | 'directory' | 'clock' | 'revocations' | 'events' | 'origin'>

/**
 * `superseded`: the password changed since its owner proved to know it; an operator deletes without that proof.
 * `in_use`: a table of the application refers to the account and does not let go.
 */
export async function deleteAccount(
  { users, directory, clock, revocations, events, origin }: Parts,
  user: User,
  by: 'owner' | 'operator',
): Promise<'deleted' | 'superseded' | 'gone' | 'in_use'> {
  const now = clock.now()
  const outcome =
    by === 'owner'
      ? await users.delete({ userId: user.id, provenBy: user.password, now, origin })
      : await directory.delete(user.id, now, origin)
  // This node obeys before it answers.
  await revocations.catchUp()
  if (outcome === 'deleted') events.emit({ name: 'user.deleted', userId: user.id, reason: by })
  return outcome
}
