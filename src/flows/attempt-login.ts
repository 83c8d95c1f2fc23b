/**
 * Limits failed logins per account. Every endpoint that checks a password runs it: login, token endpoints, cookie login,
 * the old password of a change. It runs before the account is looked up and before any hash, so that known and unknown
 * names are counted, slowed down and answered alike (brute force, account enumeration).
 */
import { createHmac } from 'node:crypto'
import { subscriberOf } from '../kernel/address.ts'
import { AuthError } from '../problems.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import type { LoginAttempt } from '../throttles/login-attempts.ts'
import { throttled } from '../throttles/throttle.ts'
import { loginKey } from '../users/login-key.ts'
import type { User } from '../users/user.ts'

export type AttemptParts = Needs<'settings' | 'clock' | 'loginAttempts' | 'origin'>

/**
 * Runs `check` unless this account failed too often. The attempt has failed when `check` gives `undefined` or throws
 * `no_active_account`; after another error no password was checked, and nothing is counted. Throws `throttled`.
 */
export async function attemptLogin<T extends Pick<User, 'id'> | undefined>(
  system: AttemptParts,
  login: string,
  check: () => Promise<T>,
): Promise<T> {
  const { settings, loginAttempts } = system
  if (!settings.throttling || settings.loginFailures === null) return await check()
  const attempt = describeAttempt(system, login, settings.loginFailures)
  const reservation = await loginAttempts.reserve(attempt)
  if (reservation.outcome === 'refused') throw throttled(reservation.waitMs, 'login_failures')
  try {
    const checked = await check()
    if (checked !== undefined) await loginAttempts.succeed(reservation.subject, attempt, checked.id)
    return checked
  } catch (error) {
    if (!isWrongPassword(error)) await loginAttempts.release(reservation.subject)
    throw error
  }
}

/** A new account is known at the address that it was registered from, so failures elsewhere cannot lock its owner out. */
export async function rememberAddress(system: AttemptParts, user: User): Promise<void> {
  const { settings, loginAttempts } = system
  if (!settings.throttling || settings.loginFailures === null) return
  await loginAttempts.know(describeAttempt(system, loginName(settings, user), settings.loginFailures), user.id)
}

/** What the user types into the login field. */
export function loginName({ accounts }: Pick<Settings, 'accounts'>, user: Pick<User, 'email' | 'username'>): string {
  return accounts === 'email' ? user.email : user.username
}

/** NIST SP 800-63B section 3.2.2 allows a hundred failures: an address that the account has logged in from gets them all. */
const knownAllowance = 100

/** The keys of the counts of an account that `name` names, for guesses at something else than a password. */
export function describePlace(
  { settings, origin }: Needs<'settings' | 'origin'>,
  scope: string,
  name: string,
): { readonly subject: string; readonly knownSubject: string | undefined; readonly place: string | undefined } {
  const subscriber = subscriberOf(origin.address)
  return {
    subject: digest(settings, scope, name),
    knownSubject: subscriber === undefined ? undefined : digest(settings, `${scope} address`, `${subscriber} ${name}`),
    place: subscriber === undefined ? undefined : digest(settings, 'place', subscriber),
  }
}

function describeAttempt({ settings, clock, origin }: AttemptParts, login: string, allowance: number) {
  const name = loginKey(settings, login)
  const subscriber = subscriberOf(origin.address)
  const attempt: LoginAttempt = {
    account: digest(settings, 'account', name),
    login,
    address: subscriber === undefined ? undefined : digest(settings, 'address', `${subscriber} ${name}`),
    place: subscriber === undefined ? undefined : digest(settings, 'place', subscriber),
    allowance,
    knownAllowance: Math.max(allowance, knownAllowance),
    now: clock.now(),
  }
  return attempt
}

/** Keyed, since people type passwords into the name field, and a plain hash of one can be guessed offline. */
function digest({ secretKey }: Pick<Settings, 'secretKey'>, kind: string, text: string): string {
  const mac = createHmac('sha256', secretKey.reveal()).update(`login attempts: ${kind}\0${text}`)
  return mac.digest('base64url').slice(0, 22)
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof AuthError && error.code === 'no_active_account'
}
