/**
 * Verifies a second factor of a user: a code of an authenticator app, a recovery code or a passkey. A code is counted
 * before it is compared, against its sign-in and against the account, so that parallel guesses count (brute force).
 */

import { refuseFactorToken, type WaitingSignIn } from '../../../flows/factor-token.ts'
import { hasMail } from '../../../mail/has-mail.ts'
import type { AttachedMail } from '../../../mail/outbox.ts'
import { type AuthError, problem } from '../../../problems.ts'
import type { SecondFactor } from '../../../sessions/factor.ts'
import type { Needs } from '../../../system.ts'
import { throttled } from '../../../throttles/throttle.ts'
import type { User } from '../../../users/user.ts'
import type { TotpFactor } from '../factor.ts'
import { readRecoveryCode } from '../recovery-codes.ts'
import { openSecret, sealSecret } from '../seal-secret.ts'
import { findStep, readCode } from '../totp.ts'

export type ShowParts = Needs<'factors' | 'settings' | 'clock' | 'random' | 'events' | 'origin' | 'outboxWorker'>

export type Guessable =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'recovery_code'; readonly code: string }

/** NIST SP 800-63B section 3.2.2. */
const mostFailures = 100
const attemptsOfToken = 5

/**
 * Throws `mfa_code_not_valid`, `throttled`, `mfa_locked`, and `mfa_token_not_valid` for a sign-in that has had its
 * attempts. `signIn`: absent where a session asks.
 */
export async function showCode(
  system: ShowParts,
  user: User,
  given: Guessable,
  signIn?: Pick<WaitingSignIn, 'id' | 'exp'>,
): Promise<SecondFactor> {
  await countAttempt(system, user, signIn)
  const isRight =
    given.kind === 'code' ? await isAppCode(system, user, given.code) : await isUnusedCode(system, user, given.code)
  if (!isRight) throw refuse(system, user, given.kind)
  await system.factors.succeed(user.id)
  return given.kind === 'code' ? 'totp' : 'recovery_code'
}

async function countAttempt(
  { factors, settings, clock, events }: ShowParts,
  user: User,
  signIn: Pick<WaitingSignIn, 'id' | 'exp'> | undefined,
): Promise<void> {
  const reserved = await factors.reserve({
    userId: user.id,
    token: signIn && { id: signIn.id, expiresAt: signIn.exp * 1000 },
    attemptsOfToken,
    allowance: settings.throttling ? settings.loginFailures : null,
    mostFailures,
    now: clock.now(),
  })
  if (reserved.outcome === 'reserved') return
  events.emit({ name: 'factor.refused', reason: reserved.outcome, userId: user.id })
  if (reserved.outcome === 'refused') throw throttled(reserved.waitMs, 'factor_failures')
  throw reserved.outcome === 'locked' ? problem('mfa_locked') : refuseFactorToken('used_up', user)
}

/** Of any number of uses of one code at once, one is right: the store remembers its step (RFC 6238 section 5.2). */
async function isAppCode(system: ShowParts, user: User, text: string): Promise<boolean> {
  const all = await system.factors.listOf(user.id)
  const factor = all.find((each): each is TotpFactor => each.kind === 'totp' && each.confirmedAt !== null)
  const code = readCode(text)
  if (factor === undefined || code === undefined) return false
  const step = findCodeStep(system, factor, code)
  if (step === undefined || !(await system.factors.useTotp(factor.id, step, system.clock.now()))) return false
  await sealAnew(system, factor)
  return true
}

/** Throws where the secret cannot be opened: that is a fault of the settings, not of the user. */
export function findCodeStep(
  { settings, clock }: Needs<'settings' | 'clock'>,
  { userId, secret: sealed }: TotpFactor,
  code: string,
): number | undefined {
  const opened = openSecret(settings, userId, sealed)
  if (opened === undefined)
    throw new Error('the secret of an authenticator app was sealed under a secretKey that previousKeys does not list')
  return findStep(opened.secret, code, { now: clock.now(), window: settings.totpWindow })
}

async function sealAnew(system: ShowParts, { id, userId, secret: sealed }: TotpFactor): Promise<void> {
  const opened = openSecret(system.settings, userId, sealed)
  if (opened?.isOld) await system.factors.resealTotp(id, sealed, sealSecret(system, userId, opened.secret))
}

async function isUnusedCode(system: ShowParts, user: User, text: string): Promise<boolean> {
  const digest = readRecoveryCode(user.id, text)
  if (digest === undefined) return false
  const change = { now: system.clock.now(), by: system.origin, mail: factorNotice(system, 'recovery_code_used') }
  if (!(await system.factors.useRecoveryCode(user.id, digest, change))) return false
  system.events.emit({ name: 'recovery_code.used', userId: user.id })
  system.outboxWorker.wake()
  return true
}

function refuse({ events }: ShowParts, { id: userId }: User, reason: string): AuthError {
  events.emit({ name: 'factor.refused', reason, userId })
  return problem('mfa_code_not_valid', { reason, evidence: { userId } })
}

/** The mail that tells the owner. */
export function factorNotice(
  { settings, clock }: Needs<'settings' | 'clock'>,
  kind: 'factor_added' | 'factor_removed' | 'recovery_codes_made' | 'recovery_code_used',
): AttachedMail | undefined {
  return hasMail(settings) ? { kind, now: clock.now() } : undefined
}
