/**
 * Changes the address of an account. Where it has to be confirmed, the account keeps the old address until the link in
 * the mail to the new one is followed. The old address is notified in any case: an attacker with a stolen token must
 * not move an account unseen (account takeover).
 */
import { confirmsEmailChange, hasMail } from '../mail/has-mail.ts'
import type { NewMail } from '../mail/outbox.ts'
import type { Needs } from '../system.ts'
import { newStamp } from '../tokens/mint.ts'
import { emailChangeToken, emailVerificationToken } from '../tokens/one-time.ts'
import { isValidEmail } from '../users/email.ts'
import type { ProfileChanges } from '../users/store.ts'
import type { User } from '../users/user.ts'
import { requireMailRoom } from './count-mail.ts'
import { openMailToken, refuseMailToken } from './mail-token.ts'
import { addressNotice, noticeOf } from './notice.ts'
import { tellOfRename } from './tell-of-rename.ts'

type PlanParts = Needs<'settings' | 'keyring' | 'clock' | 'random' | 'throttles' | 'origin'>

/** Which changes are made now, and which mails go out with them. */
export interface EmailPlan {
  readonly now: ProfileChanges
  readonly mails: readonly NewMail[]
}

/** Throws `throttled`. */
export async function planEmailChange(system: PlanParts, user: User, changes: ProfileChanges): Promise<EmailPlan> {
  const { settings, clock } = system
  const { email, ...rest } = changes
  if (email === undefined || email === user.email || !hasMail(settings)) return { now: changes, mails: [] }
  // An empty address cannot be confirmed.
  if (email === '') return { now: changes, mails: addressNotice(system, user) }
  await requireMailRoom(system, email, user.id)
  const isConfirmed = confirmsEmailChange(settings)
  const [kind, token] = isConfirmed
    ? (['email_change', emailChangeToken] as const)
    : (['email_verification', emailVerificationToken] as const)
  const now = clock.now()
  const asked = { kind, userId: user.id, to: email, stamp: newStamp(system, token, now), now }
  const notice = isConfirmed ? noticeOf(system, 'email_change_requested', user) : addressNotice(system, user)
  return { now: isConfirmed ? rest : changes, mails: [asked, ...notice] }
}

type Parts = Needs<'settings' | 'keyring' | 'clock' | 'random' | 'users' | 'events' | 'origin' | 'outboxWorker'>

/** `duplicate`: the address has become the login of another account. Throws `invalid_or_expired_token`. */
export async function confirmEmailChange(system: Parts, raw: string): Promise<'changed' | 'duplicate'> {
  const { user, token, claims } = await openMailToken(system, 'email_change', raw)
  const to = claims.new_email
  if (typeof to !== 'string' || !isValidEmail(to)) throw refuseMailToken('no_address', user)
  const { outcome } = await system.users.changeEmail({
    userId: user.id,
    from: user.email,
    provenBy: user.password,
    to,
    spends: token,
    now: system.clock.now(),
    origin: system.origin,
    mails: addressNotice(system, user),
  })
  if (outcome === 'duplicate') return outcome
  if (outcome !== 'changed') throw refuseMailToken(outcome, user)
  system.outboxWorker.wake()
  system.events.emit({ name: 'email.changed', userId: user.id })
  tellOfRename(system, user, { ...user, email: to })
  return outcome
}
