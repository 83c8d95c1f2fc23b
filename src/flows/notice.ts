/** Notices to the owner of an account: what was changed, sent to the address that the account had before. */
import { hasMail } from '../mail/has-mail.ts'
import type { AttachedMail, NewMail } from '../mail/outbox.ts'
import type { Needs } from '../system.ts'
import { newStamp } from '../tokens/mint.ts'
import { emailRevertToken } from '../tokens/one-time.ts'
import type { User } from '../users/user.ts'

export function noticeOf(
  { settings, clock }: Needs<'settings' | 'clock'>,
  kind: 'password_changed' | 'email_change_requested',
  { id, email }: Pick<User, 'id' | 'email'>,
): readonly NewMail[] {
  return hasMail(settings) && email !== '' ? [{ kind, userId: id, to: email, now: clock.now() }] : []
}

/** Tells the old address of a change, with a link that takes it back. */
export function addressNotice(
  system: Needs<'settings' | 'keyring' | 'clock' | 'random'>,
  { id, email }: Pick<User, 'id' | 'email'>,
): readonly NewMail[] {
  if (!hasMail(system.settings) || email === '') return []
  const now = system.clock.now()
  return [{ kind: 'email_changed', userId: id, to: email, stamp: newStamp(system, emailRevertToken, now), now }]
}

/** One for an account that only the transaction finds, to the address that it has then. */
export function attachedNotice(
  { settings, clock }: Needs<'settings' | 'clock'>,
  kind:
    | 'api_key_created'
    | 'provider_linked'
    | 'provider_unlinked'
    | 'organization_member_removed'
    | 'organization_role_changed',
): AttachedMail | undefined {
  return hasMail(settings) ? { kind, now: clock.now() } : undefined
}
