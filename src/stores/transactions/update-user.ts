/** Changes profile data. From then on, tokens with the old data are checked against the row. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { NewMail } from '../../mail/outbox.ts'
import { accountKey } from '../../users/login-key.ts'
import type { ProfileChanges, SavedUser } from '../../users/store.ts'
import { audit, markStale } from './effects.ts'
import { followRename } from './follow-rename.ts'
import type { Steps, Tx } from './transaction.ts'

export interface ProfileUpdate {
  readonly id: UserId
  readonly changes: ProfileChanges
  readonly now: number
  readonly origin?: Origin | undefined
  readonly mails?: readonly NewMail[] | undefined
}

type Updated = SavedUser | { readonly outcome: 'duplicate' } | { readonly outcome: 'gone' }

export function* updateUser(tx: Tx, update: ProfileUpdate): Steps<Updated> {
  const { id, changes, now, origin, mails = [] } = update
  const user = yield* tx.lockUser(id)
  if (user === undefined) return { outcome: 'gone' }
  const next = { ...user, ...changes, fields: { ...user.fields, ...changes.fields } }
  // A new address is unverified.
  const emailVerified = user.emailVerified && next.email === user.email
  const saved = yield* tx.updateUser(accountKey(tx.rules.login, next), { ...next, emailVerified })
  if (saved === undefined) return { outcome: 'duplicate' }
  yield* followRename(tx, user, saved, { now, by: origin })
  for (const mail of mails) yield* tx.insertMail(mail)
  yield* markStale(tx, id, now)
  yield* audit(tx, { event: 'user.changed', at: now, userId: id }, origin)
  return { outcome: 'saved', user: saved }
}
