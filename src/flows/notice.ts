/** Notices to the owner of an account: what was changed, sent to the address that the account had before. */
import { hasMail } from '../mail/has-mail.ts'
import type { NewMail } from '../mail/outbox.ts'
import type { Needs } from '../system.ts'
import type { User } from '../users/user.ts'

export function noticeOf(
  { settings, clock }: Needs<'settings' | 'clock'>,
  kind: 'password_changed' | 'email_changed' | 'email_change_requested',
  { id, email }: Pick<User, 'id' | 'email'>,
): readonly NewMail[] {
  return hasMail(settings) && email !== '' ? [{ kind, userId: id, to: email, now: clock.now() }] : []
}
