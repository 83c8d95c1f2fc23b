/** Changes an account's address to one proven by a mailed token, unless the account has changed since the request. */
import { accountKey } from '../../users/login-key.ts'
import type { EmailChange } from '../../users/store.ts'
import { audit, markStale } from './effects.ts'
import { followRename } from './follow-rename.ts'
import { isOpenLink, mailsOfMove, voidLinks, writeMails } from './mail-links.ts'
import type { Steps, Tx } from './transaction.ts'

type Changed = { readonly outcome: 'changed' | 'superseded' | 'spent' } | { readonly outcome: 'duplicate' }

export function* changeEmail(tx: Tx, change: EmailChange): Steps<Changed> {
  const { userId, from, to, provenBy, spends, now, origin, mails } = change
  const user = yield* tx.lockUser(userId)
  if (yield* tx.isSpent(spends.jti)) return { outcome: 'spent' }
  if (!(yield* isOpenLink(tx, userId, 'email_change', spends.jti))) return { outcome: 'superseded' }
  if (user?.email !== from || user.password.reveal() !== provenBy.reveal()) return { outcome: 'superseded' }
  const moved = { ...user, email: to, emailVerified: true }
  if ((yield* tx.updateUser(accountKey(tx.rules.login, moved), moved)) === undefined) return { outcome: 'duplicate' }
  yield* tx.spendToken(spends)
  yield* voidLinks(tx, userId)
  if (tx.rules.login.accounts === 'email') yield* tx.forgetAddresses(userId)
  // The reader of the new mailbox has confirmed a change that anybody may have asked for.
  yield* tx.setOwnerProven(userId, null)
  yield* audit(tx, { event: 'email.changed', at: now, userId }, origin)
  yield* followRename(tx, user, moved, { now, by: origin })
  yield* markStale(tx, userId, now)
  yield* writeMails(tx, yield* mailsOfMove(tx, user, mails))
  return { outcome: 'changed' }
}
