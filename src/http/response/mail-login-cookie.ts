/**
 * The cookie of a login by mail that waits for its reader: the half that stays in the browser that asked. The endpoint by
 * cookies and the page write it, so that no script of a page can read it.
 */
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from '../request/message.ts'
import { readCookies } from '../request/read-cookies.ts'
import { areCookiesSecure, formatSetCookie } from './cookies.ts'

type MailLoginCookieSettings = Pick<
  Settings,
  'cookieSecure' | 'cookieSameSite' | 'cookiePartitioned' | 'debug' | 'mailLoginLifetime'
>

/** `undefined` if there is none, or more than one: one of two may be planted (cookie tossing). */
export function readMailLoginCookie(
  incoming: Pick<Incoming, 'header'>,
  settings: MailLoginCookieSettings,
): string | undefined {
  const values = readCookies(incoming, nameOf(settings))
  return values.length === 1 && values[0] !== '' ? values[0] : undefined
}

export function writeMailLoginCookie(token: string, settings: MailLoginCookieSettings): string {
  return format(token, settings.mailLoginLifetime, settings)
}

export function clearMailLoginCookie(settings: MailLoginCookieSettings): string {
  return format('', 0, settings)
}

function format(value: string, maxAge: number, settings: MailLoginCookieSettings): string {
  return formatSetCookie(`${nameOf(settings)}=${value}`, {
    HttpOnly: true,
    'Max-Age': maxAge,
    Path: '/',
    Partitioned: settings.cookiePartitioned,
    SameSite: settings.cookieSameSite,
    Secure: areCookiesSecure(settings),
  })
}

function nameOf(settings: MailLoginCookieSettings): string {
  return `${areCookiesSecure(settings) ? '__Host-' : ''}mail_login`
}
