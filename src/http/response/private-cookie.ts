/**
 * Cookies that only the server reads: no script of a page sees them (HttpOnly), and wherever cookies are sent over HTTPS
 * alone no sibling subdomain can plant one (`__Host-`).
 */
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from '../request/message.ts'
import { readCookies } from '../request/read-cookies.ts'
import { areCookiesSecure, formatSetCookie } from './cookies.ts'

type PrivateCookieSettings = Pick<Settings, 'cookieSecure' | 'cookieSameSite' | 'cookiePartitioned' | 'debug'>

/** `S`: the settings that its lifetime depends on. */
export interface PrivateCookie<S> {
  /** `undefined` if there is none, or more than one: one of two may be planted (cookie tossing). */
  read(incoming: Pick<Incoming, 'header'>, settings: S): string | undefined
  /** What stands in a cookie has no semicolon. */
  write(value: string, settings: S): string
  clear(settings: S): string
}

/** `lifetimeOf`: in seconds. */
export function definePrivateCookie<S = unknown>(
  name: string,
  lifetimeOf: (settings: S) => number,
): PrivateCookie<S & PrivateCookieSettings> {
  const nameUnder = (settings: PrivateCookieSettings) => `${areCookiesSecure(settings) ? '__Host-' : ''}${name}`
  const format = (value: string, maxAge: number, settings: PrivateCookieSettings) =>
    formatSetCookie(`${nameUnder(settings)}=${value}`, {
      HttpOnly: true,
      'Max-Age': maxAge,
      Path: '/',
      Partitioned: settings.cookiePartitioned,
      SameSite: settings.cookieSameSite,
      Secure: areCookiesSecure(settings),
    })
  return {
    read(incoming, settings) {
      const values = readCookies(incoming, nameUnder(settings))
      return values.length === 1 && values[0] !== '' ? values[0] : undefined
    },
    write: (value, settings) => format(value, lifetimeOf(settings), settings),
    clear: settings => format('', 0, settings),
  }
}
