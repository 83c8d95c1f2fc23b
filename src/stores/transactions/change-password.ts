/** Changes a password, given the old one or a token from a mail. Other sessions end. */
import type { PasswordChange } from '../../users/store.ts'
import type { User } from '../../users/user.ts'
import { audit, endAllSessions } from './effects.ts'
import type { Steps, Tx } from './transaction.ts'
import { endWhatIsUnproven } from './unproven.ts'

export function* changePassword(tx: Tx, change: PasswordChange): Steps<'changed' | 'superseded'> {
  const { userId, from, to, now, exceptSid, origin, byMail, mails = [] } = change
  const user = yield* tx.lockUser(userId)
  if (byMail !== undefined && (yield* tx.isSpent(byMail.token.jti))) return 'superseded'
  // A concurrent change wins: the hash that was verified is no longer the current one.
  if (user === undefined || user.password.reveal() !== from.reveal()) return 'superseded'
  yield* tx.setPassword(userId, to)
  if (byMail !== undefined) yield* acceptMailbox(tx, user, byMail, now)
  const reason = byMail === undefined ? undefined : 'mail'
  yield* audit(tx, { event: 'password.changed', at: now, userId, reason }, origin)
  yield* endAllSessions(tx, userId, { reason: 'password_change', now, exceptSid, by: origin })
  for (const mail of mails) yield* tx.insertMail(mail)
  return 'changed'
}

type ByMail = NonNullable<PasswordChange['byMail']>

/** The token proves that the owner receives mail at the address. */
function* acceptMailbox(tx: Tx, user: User, { token, email }: ByMail, now: number): Steps<void> {
  yield* tx.spendToken(token)
  if (!user.emailVerified) yield* endWhatIsUnproven(tx, user.id, now)
  if (user.email === email) yield* tx.setEmailVerified(user.id)
}
