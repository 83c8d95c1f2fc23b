/** Where tokens name users by a name, a new name ended the user's sessions. */
import type { Needs } from '../system.ts'
import type { User } from '../users/user.ts'

type Name = Pick<User, 'id' | 'email' | 'username'>

export function tellOfRename({ settings, events }: Needs<'settings' | 'events'>, before: Name, after: Name): void {
  const { userIdField: field } = settings
  if (before[field] === after[field]) return
  events.emit({ name: 'session.ended', reason: 'renamed', userId: before.id })
}
