/**
 * The cookie of a sign-in by cookies that waits for its second factor. The token of the sign-in is in no body then, so that
 * no script of the page can read it.
 */

import { factorTokenSeconds } from '../../flows/factor-token.ts'
import { AuthError, problem } from '../../problems.ts'
import type { Settings } from '../../settings/settings.ts'
import type { System } from '../../system.ts'
import type { Incoming } from '../request/message.ts'
import { readCookies } from '../request/read-cookies.ts'
import { areCookiesSecure, formatSetCookie } from './cookies.ts'

type FactorCookieSettings = Pick<Settings, 'cookieSecure' | 'cookieSameSite' | 'cookiePartitioned' | 'debug'>

/** Whether a refusal asks for the rest of a sign-in. */
export function isHalfway({ code }: AuthError): boolean {
  return code === 'mfa_required' || code === 'mfa_enrolment_required'
}

/** Where `enter` throws that a second factor is needed, its token moves from the body to a cookie. */
export async function keepingTheTurn<T>({ settings }: Pick<System, 'settings'>, enter: () => Promise<T>): Promise<T> {
  try {
    return await enter()
  } catch (error) {
    if (!(error instanceof AuthError) || !isHalfway(error)) throw error
    const { mfa_token: token, ...body } = error.body as Readonly<Record<string, unknown>>
    const { code, evidence, reason } = error
    throw problem(code, { body, evidence, reason, cookies: [writeFactorCookie(String(token), settings)] })
  }
}

/** `undefined` if there is none, or more than one: one of two may be planted. */
export function readFactorCookie(
  incoming: Pick<Incoming, 'header'>,
  settings: FactorCookieSettings,
): string | undefined {
  const values = readCookies(incoming, nameOf(settings))
  return values.length === 1 && values[0] !== '' ? values[0] : undefined
}

/** An enrolment takes longer than a code: the browser keeps it for as long as the longer of the two is good for. */
export function writeFactorCookie(token: string, settings: FactorCookieSettings): string {
  return format(token, factorTokenSeconds, settings)
}

export function clearFactorCookie(settings: FactorCookieSettings): string {
  return format('', 0, settings)
}

function format(value: string, maxAge: number, settings: FactorCookieSettings): string {
  return formatSetCookie(`${nameOf(settings)}=${value}`, {
    HttpOnly: true,
    'Max-Age': maxAge,
    Path: '/',
    Partitioned: settings.cookiePartitioned,
    SameSite: settings.cookieSameSite,
    Secure: areCookiesSecure(settings),
  })
}

function nameOf(settings: FactorCookieSettings): string {
  return `${areCookiesSecure(settings) ? '__Host-' : ''}mfa_token`
}
