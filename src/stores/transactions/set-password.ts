/** An operator sets a password without knowing the old one. Every session ends; neither hash is in the audit row. */
import type { PasswordAssignment } from '../../users/directory.ts'
import { audit, endAllSessions } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'
import { forgetDevicesOf } from './trusted-devices.ts'

export function* setPassword(tx: Tx, assignment: PasswordAssignment): Steps<'changed' | 'gone'> {
  const { userId, to, now, by, mails = [] } = assignment
  if (!(yield* tx.setPassword(userId, to))) return 'gone'
  yield* audit(tx, { event: 'password.changed', at: now, userId, reason: 'operator' }, by)
  yield* endAllSessions(tx, userId, { reason: 'password_change', now, by })
  yield* forgetDevicesOf(tx, userId, now, by)
  for (const mail of mails) yield* tx.insertMail(mail)
  return 'changed'
}
