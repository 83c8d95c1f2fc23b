/** Changes profile data. From then on, tokens with the old data are checked against the row. */
import type { Origin } from '../../kernel/origin.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { NewMail } from '../../mail/outbox.ts'
import type { AuditChanges } from '../../ports/audit.ts'
import { accountKey } from '../../users/login-key.ts'
import type { ChangedUser, ProfileChanges } from '../../users/store.ts'
import { audit, markStale } from './effects.ts'
import { followRename } from './follow-rename.ts'
import { mailsOfMove, voidLink, writeMails } from './mail-links.ts'
import { profileDifferences } from './profile-differences.ts'
import type { Steps, Tx } from './transaction.ts'

export interface ProfileUpdate {
  readonly id: UserId
  readonly changes: ProfileChanges
  readonly now: number
  readonly origin?: Origin | undefined
  readonly mails?: readonly NewMail[] | undefined
  /** For the audit row. Without it the row holds no values: what an owner writes about themselves is not kept twice. */
  readonly recorded?: AuditChanges | undefined
}

type Updated = ChangedUser | { readonly outcome: 'duplicate' } | { readonly outcome: 'gone' }

export function* updateUser(tx: Tx, update: ProfileUpdate): Steps<Updated> {
  const { id, changes, now, origin, mails = [], recorded } = update
  const user = yield* tx.lockUser(id)
  if (user === undefined) return { outcome: 'gone' }
  const next = { ...user, ...changes, fields: { ...user.fields, ...changes.fields } }
  // A new address is unverified.
  const isSameAddress = next.email === user.email
  const emailVerified = user.emailVerified && isSameAddress
  const saved = yield* tx.updateUser(accountKey(tx.rules.login, next), { ...next, emailVerified })
  if (saved === undefined) return { outcome: 'duplicate' }
  // Before the mails of this change: it voids older ones.
  yield* followRename(tx, user, saved, { now, by: origin })
  if (!isSameAddress) yield* tx.setOwnerProven(id, null)
  if (accountKey(tx.rules.login, next) !== accountKey(tx.rules.login, user)) yield* tx.forgetAddresses(id)
  // Asking for the present address takes a change back that waits for its confirmation.
  if (changes.email !== undefined) yield* voidLink(tx, id, 'email_change')
  yield* writeMails(tx, yield* mailsOfMove(tx, user, mails))
  yield* markStale(tx, id, now)
  const changed = Object.keys(recorded ?? profileDifferences(user, changes))
  // A new address that is only asked for has changed nothing yet.
  if (changed.length > 0)
    yield* audit(tx, { event: 'user.changed', at: now, userId: id, changes: recorded, changed }, origin)
  return { outcome: 'saved', user: saved, changed }
}
