/** A user changes the data of their own profile. */
import type { Needs } from '../system.ts'
import type { ProfileChanges } from '../users/store.ts'
import type { User } from '../users/user.ts'
import { planEmailChange } from './change-email.ts'
import { tellOfRename } from './tell-of-rename.ts'

type Parts = Needs<
  'users' | 'clock' | 'events' | 'origin' | 'settings' | 'keyring' | 'random' | 'throttles' | 'outboxWorker'
>

/** A new address may have to be confirmed first. `duplicate`: another account has the new login name. `gone`: the account was deleted meanwhile. */
export async function updateProfile(
  system: Parts,
  user: User,
  changes: ProfileChanges,
): Promise<User | 'duplicate' | 'gone'> {
  const plan = await planEmailChange(system, user, changes)
  const saved = await system.users.update(user.id, plan.now, system.clock.now(), system.origin, plan.mails)
  if (saved.outcome !== 'saved') return saved.outcome
  const { changed: fields } = saved
  if (fields.length > 0) system.events.emit({ name: 'user.changed', userId: user.id, data: { fields } })
  tellOfRename(system, user, saved.user)
  if (plan.mails.length > 0) system.outboxWorker.wake()
  return saved.user
}
