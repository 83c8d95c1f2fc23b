/**
 * The mail of a login was read: its code was typed, or its link opened, in the browser that asked for it. Guesses at a code
 * are counted before they are compared, against the request and against the address (brute force).
 */
import { Secret } from '../kernel/secret.ts'
import { hasMail } from '../mail/has-mail.ts'
import { type AuthError, problem } from '../problems.ts'
import type { Needs } from '../system.ts'
import { throttled } from '../throttles/throttle.ts'
import { foldEmail } from '../users/email.ts'
import type { User } from '../users/user.ts'
import { describePlace, rememberAddress } from './attempt-login.ts'
import type { Entry } from './factor-token.ts'
import { type LoginParts, refuseLogin } from './login.ts'
import {
  isMailCode,
  isMailLinkToken,
  type MailLoginRequest,
  openMailLogin,
  refuseMailLogin,
} from './mail-login-request.ts'
import { type Proven, passGate } from './pass-gate.ts'
import { unusablePassword } from './register.ts'
import { canHaveTokens } from './user-status.ts'

type Parts = LoginParts & Needs<'mailLogins' | 'outboxWorker'>

/** The mail's half: of two, one. */
export type MailProof =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'link'; readonly token: string }

interface Confirmed {
  readonly user: User
  /** The count of wrong codes that ends with this right one. */
  readonly clears: string | undefined
}

const attemptsOfRequest = 5
/** NIST SP 800-63B section 3.2.2, as for a password. */
const knownAllowance = 100

/**
 * `raw`: what `requestMailLogin` gave. Throws `mail_login_not_valid`, `mail_code_not_valid`, `mail_login_elsewhere` for a
 * link without it, `no_active_account`, `throttled`, `mfa_required`, `mfa_enrolment_required`.
 */
export async function confirmMailLogin(
  system: Parts,
  raw: string | undefined,
  proof: MailProof,
  entryOf: (request: MailLoginRequest) => Entry,
): Promise<Proven> {
  if (raw === undefined) throw proof.kind === 'link' ? elsewhere() : refuseMailLogin('no_request')
  const request = openMailLogin(system, raw)
  const { user, clears } = await (proof.kind === 'code'
    ? checkCode(system, request, proof.code)
    : checkLink(system, request, proof.token))
  // The mailbox was just shown, so the address is as good as verified.
  if (!user.isActive || !(await canHaveTokens(system.settings, { ...user, emailVerified: true })))
    throw refuseLogin(system, 'inactive', user)
  const entered = await enter(system, request, { user, clears })
  return await passGate(system, { user: entered, factor: 'mail' }, entryOf(request))
}

function elsewhere(): AuthError {
  return problem('mail_login_elsewhere', { reason: 'elsewhere' })
}

/** The same refusal for an address without an account, after the same work (account enumeration). */
async function checkCode(system: Parts, request: MailLoginRequest, code: string): Promise<Confirmed> {
  const { settings, mailLogins, clock } = system
  if (settings.mailLogin === 'link') throw wrongCode(system)
  const now = clock.now()
  const { jti: id, exp } = request.stamp
  const reserved = await mailLogins.reserve({
    to: request.to,
    request: { id, expiresAt: exp * 1000 },
    attemptsOfRequest,
    ...describePlace(system, 'mail login', foldEmail(request.to)),
    allowance: settings.throttling ? settings.loginFailures : null,
    knownAllowance: Math.max(settings.loginFailures ?? 0, knownAllowance),
    now,
  })
  if (reserved.outcome === 'refused') throw throttled(reserved.waitMs, 'mail_code_failures')
  if (reserved.outcome === 'used_up') throw refuseMailLogin('used_up')
  // Each is compared, whichever it is.
  const [user] = reserved.users.filter(each => isMailCode(settings, id, each, code))
  if (user === undefined) throw wrongCode(system, reserved.users[0])
  return { user, clears: reserved.subject }
}

function wrongCode(system: Parts, user?: User): AuthError {
  system.events.emit({ name: 'login.failed', reason: 'wrong_mail_code', userId: user?.id })
  return problem('mail_code_not_valid', { reason: 'wrong_mail_code' })
}

/** A link of another request than this browser's last is opened elsewhere too: it says no more than a made-up one. */
async function checkLink(system: Parts, request: MailLoginRequest, token: string): Promise<Confirmed> {
  const { settings, mailLogins } = system
  const users = settings.mailLogin === 'code' ? [] : await mailLogins.findUsers(request.to)
  const [user] = users.filter(each => isMailLinkToken(settings, request.stamp.jti, each, token))
  if (user === undefined) throw refuseMailLogin('other_link')
  return { user, clears: undefined }
}

async function enter(system: Parts, { stamp, askedAt }: MailLoginRequest, { user, clears }: Confirmed): Promise<User> {
  const { settings, clock, origin } = system
  const now = clock.now()
  const entered = await system.mailLogins.enter({
    user,
    request: stamp,
    askedAt,
    clears,
    unusable: new Secret(unusablePassword(system)),
    mail: hasMail(settings) ? { kind: 'password_withdrawn', now } : undefined,
    now,
    origin,
  })
  if (entered.outcome !== 'entered') throw refuseMailLogin(entered.outcome, user)
  system.outboxWorker.wake()
  // Failures that an attacker caused on purpose must not keep the owner out.
  await rememberAddress(system, entered.user)
  if (!user.emailVerified) system.events.emit({ name: 'email.verified', userId: user.id })
  if (entered.user.password.reveal() !== user.password.reveal()) {
    system.events.emit({ name: 'password.changed', reason: 'withdrawn', userId: user.id })
    system.events.emit({ name: 'session.ended', reason: 'password_change', userId: user.id })
  }
  return entered.user
}
