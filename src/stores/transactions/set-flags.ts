/** An operator decides what an account is: active, staff, superuser. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import type { UserFlags } from '../../users/directory.ts'
import type { SavedUser } from '../../users/store.ts'
import type { User } from '../../users/user.ts'
import { audit, endAllSessions, markStale } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

type Saved = SavedUser | { readonly outcome: 'gone' }

export function* setFlags(tx: Tx, id: UserId, flags: UserFlags, now: number, by?: Origin): Steps<Saved> {
  const user = yield* tx.lockUser(id)
  if (user === undefined) return { outcome: 'gone' }
  const next = { ...user, ...flags }
  const changes = changesOf(user, next)
  yield* tx.setFlags(id, next)
  const reason = Object.keys(changes).join(' ')
  yield* audit(tx, { event: 'user.changed', at: now, userId: id, reason, changes }, by)
  yield* markStale(tx, id, now)
  if (!next.isActive) yield* endAllSessions(tx, id, { reason: 'deactivated', now, by })
  return { outcome: 'saved', user: next }
}

function changesOf(before: User, after: User): AuditChanges {
  const names = (['isActive', 'isStaff', 'isSuperuser'] as const).filter(name => before[name] !== after[name])
  return Object.fromEntries(names.map(name => [name, [before[name], after[name]]]))
}
