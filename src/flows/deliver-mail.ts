/**
 * Sends one mail of the outbox. The token is minted here from an id and times that the row holds: the same mail sent
 * twice has the same token, and no token text is ever stored.
 */
import { composeMail } from '../mail/compose.ts'
import { publicUrlOf } from '../mail/link.ts'
import type { ClaimedMail, NewMail } from '../mail/outbox.ts'
import type { MailFacts, MailKind } from '../ports/mail-templates.ts'
import type { Mailer, MailOutcome } from '../ports/mailer.ts'
import { AuthError } from '../problems.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import { newStamp } from '../tokens/mint.ts'
import type { TokenStamp } from '../tokens/minted-token.ts'
import { whenSigned } from '../tokens/sign.ts'
import { isValidEmail } from '../users/email.ts'
import { canBeReset } from '../users/unusable-password.ts'
import type { User } from '../users/user.ts'
import { invitationFacts } from './deliver-invitation.ts'
import { linkOf } from './mail-link.ts'
import { mailCodeOf, mailLinkTokenOf } from './mail-login-request.ts'
import { type MailTokenName, mailTokens, mintMailToken } from './mail-token.ts'

export type DeliveryParts = Needs<
  'settings' | 'keyring' | 'clock' | 'random' | 'users' | 'outbox' | 'events' | 'timer' | 'findInvitationMail'
>

/** `retry`: the mail server refused for now. Throws `store_unavailable`; the mail is then claimed again later. */
export async function deliverMail(system: DeliveryParts, mailer: Mailer, mail: ClaimedMail): Promise<'done' | 'retry'> {
  if (mail.kind === 'organization_invitation') return await deliverInvitation(system, mailer, mail)
  if (mail.userId === undefined) return await address(system, mail)
  const user = await system.users.findById(mail.userId)
  const reason = whyNot(system, mail, user)
  if (user === undefined || reason !== undefined) return await drop(system, mail, reason ?? 'no_user')
  const facts = () => factsOf(system, mail, user, siteOf(system))
  return await conclude(system, mail, await send(system, mailer, mail, facts))
}

/** To an address, whether it has an account or not. */
async function deliverInvitation(system: DeliveryParts, mailer: Mailer, mail: ClaimedMail): Promise<'done' | 'retry'> {
  const facts = await invitationFacts(system, mail, siteOf(system))
  if (typeof facts === 'string') return await drop(system, mail, facts)
  return await conclude(system, mail, await send(system, mailer, mail, facts))
}

async function conclude(system: DeliveryParts, mail: ClaimedMail, outcome: MailOutcome): Promise<'done' | 'retry'> {
  if (outcome.outcome === 'retry') return await postpone(system, mail, outcome)
  if (outcome.outcome === 'refused') return await drop(system, mail, outcome.reason)
  await system.outbox.replace(mail, [])
  system.events.emit({ name: 'mail.sent', reason: mail.kind, userId: mail.userId })
  return 'done'
}

function siteOf({ settings }: Needs<'settings'>): string {
  return new URL(publicUrlOf(settings)).hostname
}

/** A mail requested by address becomes one mail for each matching account, sent to the address as the account spells it. */
async function address(system: DeliveryParts, mail: ClaimedMail): Promise<'done'> {
  const { kind, to, writtenAt } = mail
  if (!isAskedByAddress(kind)) return await drop(system, mail, 'no_user')
  const ids = await system.outbox.findRecipients(to)
  const users = await Promise.all(ids.map(id => system.users.findById(id)))
  const letterTo = (user: User | undefined): NewMail[] => {
    if (user === undefined) return []
    // The browser that asked for a login knows its id; every account of the address has another code for it.
    const stamp = kind === 'mail_login' ? mail.stamp : newStamp(system, mailTokens[kind], writtenAt)
    const letter = { kind, userId: user.id, to: user.email, stamp, now: system.clock.now() }
    return whyNot(system, { ...letter, writtenAt }, user) === undefined ? [letter] : []
  }
  await system.outbox.replace(mail, users.flatMap(letterTo))
  return 'done'
}

const patienceMs = 86_400_000

const toPresentAddress: readonly MailKind[] = ['email_verification', 'password_reset', 'mail_login']

/** Whether the mail is still wanted: the account may have changed since it was requested. */
function whyNot(
  { settings, clock }: Needs<'settings' | 'clock'>,
  { kind, to, stamp, writtenAt }: Pick<ClaimedMail, 'kind' | 'to' | 'stamp' | 'writtenAt'>,
  user: User | undefined,
): string | undefined {
  const now = clock.now()
  if (user === undefined || !user.isActive) return 'no_active_user'
  if (now - writtenAt >= patienceMs || (stamp !== undefined && stamp.exp * 1000 <= now)) return 'too_late'
  if (!isValidEmail(to)) return 'no_address'
  // The token is bound to the current address of the account, so that is the only address that it goes to.
  if (toPresentAddress.includes(kind) && to !== user.email) return 'other_address'
  if (kind === 'mail_login' && settings.mailLogin === 'off') return 'switched_off'
  if (kind === 'email_verification' && user.emailVerified) return 'verified_already'
  return kind === 'password_reset' && !canBeReset(user, settings) ? 'unusable_password' : undefined
}

async function send(
  system: DeliveryParts,
  mailer: Mailer,
  mail: ClaimedMail,
  facts: () => MailFacts | Promise<MailFacts>,
): Promise<MailOutcome> {
  const { settings } = system
  const hostname = siteOf(system)
  const from = settings.mailFrom ?? `latchkey@${hostname}`
  const id = `${mail.writtenAt}.${mail.id}@${hostname}`
  try {
    const message = await composeMail({ id, from, templates: settings.mailTemplates ?? {} }, await facts())
    return await withinPatience(system, mailer.send(message))
  } catch (error) {
    return { outcome: 'retry', reason: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof AuthError) return `${error.code}: ${error.reason}`
  return error instanceof Error ? error.name : 'unknown'
}

const longestSendMs = 120_000

/** A mail server that never answers must not block the queue. If it accepts the mail after all, the mail goes twice. */
function withinPatience({ timer }: Needs<'timer'>, sending: Promise<MailOutcome>): Promise<MailOutcome> {
  return new Promise((resolve, reject) => {
    const callOff = timer.after(longestSendMs, () => resolve({ outcome: 'retry', reason: 'no answer' }))
    sending.finally(callOff).then(resolve, reject)
  })
}

function factsOf(
  system: DeliveryParts,
  { kind, to, stamp }: ClaimedMail,
  user: User,
  site: string,
): MailFacts | Promise<MailFacts> {
  const { id, username, email, firstName, lastName } = user
  const about = {
    kind,
    to,
    site,
    user: { id, username, email, firstName, lastName },
    link: '',
    notMeLink: '',
    code: '',
  }
  if (stamp === undefined) return { ...about, validMinutes: 0 }
  if (kind === 'mail_login') return { ...about, ...loginFactsOf(system.settings, user, stamp) }
  if (!hasToken(kind)) return { ...about, validMinutes: 0 }
  const validMinutes = Math.floor((stamp.exp - stamp.iat) / 60)
  return whenSigned(mintLinkTokens(system, kind, { user, stamp, to }), ([token, notMe]) => {
    const notMeLink = notMe === undefined ? '' : linkOf(system.settings, 'email_not_me', notMe)
    return { ...about, link: linkOf(system.settings, kind, token), notMeLink, validMinutes }
  })
}

type LinkTokens = readonly [token: string, notMe: string | undefined]

/** The second is of an id of its own: it is spent apart from the token of the other link. */
function mintLinkTokens(
  system: DeliveryParts,
  kind: MailTokenName,
  { user, stamp, to }: { readonly user: User; readonly stamp: TokenStamp; readonly to: string },
): LinkTokens | Promise<LinkTokens> {
  const token = mintMailToken(system, kind, { user, stamp, ...(kind === 'email_change' && { newEmail: to }) })
  if (kind !== 'email_verification') return whenSigned(token, text => [text, undefined] as const)
  const ofNotMe = { ...stamp, jti: `${stamp.jti}-not-me` }
  const notMe = mintMailToken(system, 'email_not_me', { user, stamp: ofNotMe })
  if (typeof token === 'string' && typeof notMe === 'string') return [token, notMe]
  return Promise.all([token, notMe])
}

function loginFactsOf(settings: Settings, user: User, { jti, iat, exp }: TokenStamp) {
  const { mailLogin } = settings
  return {
    link: mailLogin === 'code' ? '' : linkOf(settings, 'mail_login', mailLinkTokenOf(settings, jti, user)),
    code: mailLogin === 'link' ? '' : mailCodeOf(settings, jti, user),
    validMinutes: Math.floor((exp - iat) / 60),
  }
}

function hasToken(kind: MailKind): kind is MailKind & MailTokenName {
  return Object.hasOwn(mailTokens, kind)
}

function isAskedByAddress(kind: MailKind): kind is (MailKind & MailTokenName) | 'mail_login' {
  return kind === 'mail_login' || hasToken(kind)
}

const firstDelayMs = 5000
const longestDelayMs = 3_600_000

async function postpone(system: DeliveryParts, mail: ClaimedMail, { reason }: { readonly reason: string }) {
  const { clock, outbox, events } = system
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(mail.attempt - 1, 20))
  if (clock.now() + delay - mail.writtenAt >= patienceMs) return await drop(system, mail, `gave up: ${reason}`)
  await outbox.postpone(mail, clock.now() + delay)
  const data = { kind: mail.kind, attempt: mail.attempt }
  events.emit({ name: 'mail.postponed', reason, userId: mail.userId, data })
  return 'retry'
}

async function drop({ outbox, events }: DeliveryParts, mail: ClaimedMail, reason: string): Promise<'done'> {
  await outbox.replace(mail, [])
  events.emit({ name: 'mail.dropped', reason, userId: mail.userId, data: { kind: mail.kind, attempt: mail.attempt } })
  return 'done'
}
