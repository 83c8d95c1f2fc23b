/**
 * Mails with a link that lets its reader change the account. Of each kind one link is open: a newer one voids it, so a
 * stranger at a mistyped address, or an old mail, cannot act later than the owner.
 */
import type { UserId } from '../../kernel/user-id.ts'
import type { AttachedMail, NewMail } from '../../mail/outbox.ts'
import type { User } from '../../users/user.ts'
import type { LinkKind } from './mail-statements.ts'
import type { Steps, Tx } from './transaction.ts'

const linkKinds = ['email_change', 'password_reset'] as const satisfies readonly LinkKind[]

/** Every mail enters the outbox by this. */
export function* writeMail(tx: Tx, mail: NewMail): Steps<void> {
  const { userId, stamp } = mail
  const kind = linkKinds.find(each => each === mail.kind)
  if (kind !== undefined && userId !== undefined && stamp !== undefined) {
    // It would go to a stranger's mailbox.
    if (kind === 'email_change') yield* tx.deleteMailsTo(userId, kind)
    yield* tx.setNewestLink(userId, kind, stamp.jti)
  }
  if (mail.kind === 'email_changed' && userId !== undefined && stamp !== undefined) {
    const { to: email, now } = mail
    yield* tx.insertEmailRevert({ jti: stamp.jti, userId, email, now }, keptSince(mail))
  }
  yield* tx.insertMail(mail)
}

export function* writeMails(tx: Tx, mails: readonly NewMail[]): Steps<void> {
  for (const mail of mails) yield* writeMail(tx, mail)
}

/**
 * The mails of a change of address. An address that the owner never proved may be mistyped: while an earlier one can take
 * changes back, this one is not told, and its reader gets no link.
 */
export function* mailsOfMove(tx: Tx, before: User, mails: readonly NewMail[]): Steps<readonly NewMail[]> {
  const notice = mails.find(({ kind }) => kind === 'email_changed')
  if (before.emailVerified || notice === undefined) return mails
  const hasEarlier = yield* tx.hasEmailRevert(before.id, keptSince(notice))
  return hasEarlier ? mails.filter(mail => mail !== notice) : mails
}

/** Changes before that cannot be taken back any more. */
function keptSince({ stamp, now }: NewMail): number {
  return stamp === undefined ? now : now - (stamp.exp - stamp.iat) * 1000
}

/** An account without an address gets no mail. */
export function* attachMail(tx: Tx, { id, email }: User, mail: AttachedMail | undefined): Steps<void> {
  if (mail !== undefined && email !== '') yield* writeMail(tx, { ...mail, userId: id, to: email })
}

/** Voids the open link, in the outbox and in a mailbox. */
export function* voidLink(tx: Tx, userId: UserId, kind: LinkKind): Steps<void> {
  yield* tx.deleteMailsTo(userId, kind)
  yield* tx.setNewestLink(userId, kind, null)
}

/** They were asked for before, and would be followed under what holds afterwards. */
export function* voidLinks(tx: Tx, userId: UserId): Steps<void> {
  for (const kind of linkKinds) yield* voidLink(tx, userId, kind)
}

export function* isOpenLink(tx: Tx, userId: UserId, kind: LinkKind, jti: string): Steps<boolean> {
  return (yield* tx.newestLink(userId, kind)) === jti
}
