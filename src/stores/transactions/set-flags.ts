/** An operator sets the flags of an account: active, staff, superuser. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import type { FlagsOutcome, UserFlags } from '../../users/directory.ts'
import type { User } from '../../users/user.ts'
import { audit, endAllSessions, markStale } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

export function* setFlags(tx: Tx, id: UserId, flags: UserFlags, now: number, by?: Origin): Steps<FlagsOutcome> {
  const user = yield* tx.lockUser(id)
  if (user === undefined) return { outcome: 'gone' }
  const next = { ...user, ...flags }
  const changes = flagDifferences(user, flags)
  const changed = flagNames.filter(name => name in changes)
  if (changed.length === 0 && !(yield* mustEndSessions(tx, next, now))) return { outcome: 'unchanged', user }
  yield* tx.setFlags(id, next)
  const row = { event: 'user.changed', at: now, userId: id, reason: changed.join(' '), changes }
  if (changed.length > 0) yield* audit(tx, row, by)
  yield* markStale(tx, id, now)
  if (!next.isActive) yield* endAllSessions(tx, id, { reason: 'deactivated', now, by })
  return { outcome: 'saved', user: next, changed }
}

/** The flags that would be others, with the old and the new value. */
export function flagDifferences(user: User, flags: UserFlags): AuditChanges {
  const next = { ...user, ...flags }
  const changed = flagNames.filter(name => user[name] !== next[name])
  return Object.fromEntries(changed.map(name => [name, [user[name], next[name]] as const]))
}

const flagNames = ['isActive', 'isStaff', 'isSuperuser'] as const

/** Another program may have made the account inactive: its sessions would come back with the flag. */
function* mustEndSessions(tx: Tx, { id, isActive }: User, now: number): Steps<boolean> {
  return !isActive && (yield* tx.listLiveSessions(id, now)).length > 0
}
