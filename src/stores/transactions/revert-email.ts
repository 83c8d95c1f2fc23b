/** The old address takes a change back, and with it every later one: who owned the account first, owns it. */
import { accountKey } from '../../users/login-key.ts'
import type { EmailRevert, EmailRevertOutcome } from '../../users/store.ts'
import { withdrawnPassword } from '../../users/unusable-password.ts'
import type { User } from '../../users/user.ts'
import { closeAccount } from './disown-account.ts'
import { audit, endAllSessions, markStale } from './effects.ts'
import { attachMail } from './mail-links.ts'
import type { EmailRevert as Change } from './mail-statements.ts'
import type { Steps, Tx } from './transaction.ts'
import { endWhatIsUnproven } from './unproven.ts'

export function* revertEmail(tx: Tx, revert: EmailRevert): Steps<EmailRevertOutcome> {
  const { spends, now, origin, mail } = revert
  const { user, change } = yield* lockChange(tx, spends.jti)
  if (change === undefined || user?.isActive !== true) return { outcome: 'superseded' }
  const restored = { ...user, email: change.email, emailVerified: true }
  if (!(yield* takeAddress(tx, restored, revert))) return { outcome: 'duplicate' }
  yield* tx.deleteEmailRevertsFrom(user.id, change.id)
  yield* closeWaysIn(tx, user, revert)
  yield* audit(tx, { event: 'email.reverted', at: now, userId: user.id }, origin)
  yield* markStale(tx, user.id, now)
  yield* attachMail(tx, restored, mail)
  return { outcome: 'reverted', userId: user.id }
}

interface LockedChange {
  readonly user?: User | undefined
  readonly change?: Change | undefined
}

/** Found again once its user is locked: it, or one before it, may have been taken back meanwhile. */
function* lockChange(tx: Tx, jti: string): Steps<LockedChange> {
  const found = yield* tx.findEmailRevert(jti)
  if (found === undefined) return {}
  const user = yield* tx.lockUser(found.userId)
  return { user, change: yield* tx.findEmailRevert(jti) }
}

/** A thief may have registered the address anew, to hold it. Who never proved it gives way to who did. */
function* takeAddress(tx: Tx, restored: User, { spends, now, origin }: EmailRevert): Steps<boolean> {
  const key = accountKey(tx.rules.login, restored)
  if ((yield* tx.updateUser(key, restored)) !== undefined) return true
  const found = yield* tx.findUserByLogin(key)
  const holder = found && (yield* tx.lockUser(found.id))
  // Proven, or given up, before the lock was had.
  if (holder !== undefined && accountKey(tx.rules.login, holder) === key) {
    if (holder.emailVerified) return false
    yield* closeAccount(tx, holder, { name: spends.jti, now, origin })
  }
  return (yield* tx.updateUser(key, restored)) !== undefined
}

/** The person who changed the address knows the password, or holds a session, a key or a link. */
function* closeWaysIn(tx: Tx, { id }: User, { unusable, now, origin }: EmailRevert): Steps<void> {
  yield* tx.setPassword(id, withdrawnPassword(unusable))
  yield* audit(tx, { event: 'password.changed', at: now, userId: id, reason: 'withdrawn' }, origin)
  yield* tx.setOwnerProven(id, null)
  yield* endWhatIsUnproven(tx, id, now)
  yield* endAllSessions(tx, id, { reason: 'password_change', now, by: origin })
}
