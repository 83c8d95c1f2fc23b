/** Changes a password, given the old one or a token from a mail. Other sessions end. */
import type { PasswordChange } from '../../users/store.ts'
import type { User } from '../../users/user.ts'
import { audit, endAllSessions } from './effects.ts'
import { isOpenLink, writeMails } from './mail-links.ts'
import type { Steps, Tx } from './transaction.ts'
import { forgetDevicesOf } from './trusted-devices.ts'
import { proveOwner } from './unproven.ts'

export function* changePassword(tx: Tx, change: PasswordChange): Steps<'changed' | 'superseded'> {
  const { userId, from, to, now, exceptSid, origin, byMail, mails = [] } = change
  const user = yield* tx.lockUser(userId)
  if (user !== undefined && byMail !== undefined && !(yield* isCurrentLink(tx, user, byMail))) return 'superseded'
  // A concurrent change wins: the hash that was verified is no longer the current one.
  if (user === undefined || user.password.reveal() !== from.reveal()) return 'superseded'
  yield* tx.setPassword(userId, to)
  if (byMail !== undefined) yield* acceptMailbox(tx, user, byMail, now)
  const reason = byMail === undefined ? undefined : 'mail'
  yield* audit(tx, { event: 'password.changed', at: now, userId, reason }, origin)
  yield* endAllSessions(tx, userId, { reason: 'password_change', now, exceptSid, by: origin })
  // A thief's browser may be among them.
  yield* forgetDevicesOf(tx, userId, now, origin)
  yield* writeMails(tx, mails)
  return 'changed'
}

type ByMail = NonNullable<PasswordChange['byMail']>

/** Not used, the newest, and sent to the address that the account still has. */
function* isCurrentLink(tx: Tx, user: User, { token, email }: ByMail): Steps<boolean> {
  if (user.email !== email || (yield* tx.isSpent(token.jti))) return false
  return yield* isOpenLink(tx, user.id, 'password_reset', token.jti)
}

/** The token proves that the owner receives mail at the address. */
function* acceptMailbox(tx: Tx, user: User, { token }: ByMail, now: number): Steps<void> {
  yield* tx.spendToken(token)
  yield* tx.setEmailVerified(user.id)
  yield* proveOwner(tx, user, now)
}
