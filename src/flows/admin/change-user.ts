/** An operator changes an account at once: its names, its address, the application's fields, its flags. */
import type { Actor } from '../../kernel/actor.ts'
import type { Needs } from '../../system.ts'
import type { AccountChanges, ChangeOutcome } from '../../users/directory.ts'
import type { User } from '../../users/user.ts'
import { addressNotice } from '../notice.ts'
import { tellOfRename } from '../tell-of-rename.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'directory' | 'clock' | 'random' | 'keyring' | 'settings' | 'events' | 'origin' | 'outboxWorker'>

/** The caller has validated the changes. The old address is told of a new one, which is unverified. */
export async function changeUser(
  system: Parts,
  actor: Actor,
  user: User,
  changes: AccountChanges,
): Promise<ChangeOutcome> {
  const acting = actAs(system, actor)
  const { directory, clock, events, origin, outboxWorker } = acting
  const isMoved = changes.email !== undefined && changes.email !== user.email
  const mails = isMoved ? addressNotice(acting, user) : []
  const saved = await directory.change(user.id, changes, clock.now(), origin, mails)
  if (saved.outcome !== 'saved') return saved
  const { changed: fields } = saved
  if (fields.length > 0) events.emit({ name: 'user.changed', userId: user.id, data: { fields } })
  tellOfRename(acting, user, saved.user)
  outboxWorker.wake()
  return saved
}
