/**
 * The cookie of an invitation that its reader looks at: the token of the link, while they log in or register. So neither
 * an address nor a log of the server has it, and no script of a page can read it.
 */
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from '../request/message.ts'
import { readCookies } from '../request/read-cookies.ts'
import { areCookiesSecure, formatSetCookie } from './cookies.ts'

type InvitationCookieSettings = Pick<Settings, 'cookieSecure' | 'cookieSameSite' | 'cookiePartitioned' | 'debug'>

/** Seconds: long enough to register, with a look for a password. */
const lifetime = 3600

/** `undefined` if there is none, or more than one: one of two may be planted (cookie tossing). */
export function readInvitationCookie(
  incoming: Pick<Incoming, 'header'>,
  settings: InvitationCookieSettings,
): string | undefined {
  const values = readCookies(incoming, nameOf(settings))
  return values.length === 1 && values[0] !== '' ? values[0] : undefined
}

/** The token has to be a valid one: what stands in a cookie has no semicolon. */
export function writeInvitationCookie(token: string, settings: InvitationCookieSettings): string {
  return format(token, lifetime, settings)
}

export function clearInvitationCookie(settings: InvitationCookieSettings): string {
  return format('', 0, settings)
}

function format(value: string, maxAge: number, settings: InvitationCookieSettings): string {
  return formatSetCookie(`${nameOf(settings)}=${value}`, {
    HttpOnly: true,
    'Max-Age': maxAge,
    Path: '/',
    Partitioned: settings.cookiePartitioned,
    SameSite: settings.cookieSameSite,
    Secure: areCookiesSecure(settings),
  })
}

function nameOf(settings: InvitationCookieSettings): string {
  return `${areCookiesSecure(settings) ? '__Host-' : ''}invitation`
}
