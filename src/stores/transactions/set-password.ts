/** An operator sets a password without knowing the old one. Every session ends; neither hash is in the audit row. */
import type { Origin } from '../../kernel/origin.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { audit, endAllSessions } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'

export function* setPassword(tx: Tx, id: UserId, to: Secret, now: number, by?: Origin): Steps<'changed' | 'gone'> {
  if (!(yield* tx.setPassword(id, to))) return 'gone'
  yield* audit(tx, { event: 'password.changed', at: now, userId: id, reason: 'reset' }, by)
  yield* endAllSessions(tx, id, { reason: 'password_change', now, by })
  return 'changed'
}
