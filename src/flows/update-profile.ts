/** A person changes what is said of them. */
import type { Needs } from '../system.ts'
import type { ProfileChanges } from '../users/store.ts'
import type { User } from '../users/user.ts'

/** `duplicate`: the new login name is somebody else's. `gone`: the account was deleted meanwhile. */
export async function updateProfile(
  system: Needs<'users' | 'clock' | 'revocations' | 'events' | 'origin'>,
  user: User,
  changes: ProfileChanges,
): Promise<User | 'duplicate' | 'gone'> {
  const saved = await system.users.update(user.id, changes, system.clock.now(), system.origin)
  await system.revocations.catchUp()
  if (saved.outcome !== 'saved') return saved.outcome
  system.events.emit({ name: 'user.changed', userId: user.id, data: { fields: Object.keys(changes) } })
  return saved.user
}
