/** Finds the token of an access or refresh cookie. Does NOT verify the token, nor ask which site sent it. */
import type { Settings } from '../../settings/settings.ts'
import type { Incoming } from '../request/message.ts'
import { readCookies } from '../request/read-cookies.ts'

export type TokenCookie = 'access' | 'refresh'

export type CookieNameSettings = Pick<Settings, 'accessCookieName' | 'refreshCookieName' | 'cookiePrefix'>

/**
 * The value of the cookie, or `undefined`. Several different values are an empty text, which is no valid token: a
 * sibling subdomain can have set one of them (cookie tossing), and the attacker chooses which comes first.
 */
export function findCookieToken(
  incoming: Pick<Incoming, 'header'>,
  which: TokenCookie,
  settings: CookieNameSettings,
): string | undefined {
  const values = findCookieTokens(incoming, which, settings)
  return values.length > 1 ? '' : values[0]
}

/** Every value that came under the name of the cookie, once each, as sent. */
export function findCookieTokens(
  incoming: Pick<Incoming, 'header'>,
  which: TokenCookie,
  settings: CookieNameSettings,
): readonly string[] {
  return readCookies(incoming, tokenCookieName(which, settings))
}

export function tokenCookieName(which: TokenCookie, settings: CookieNameSettings): string {
  const prefix = settings.cookiePrefix === 'none' ? '' : settings.cookiePrefix
  return prefix + (which === 'access' ? settings.accessCookieName : settings.refreshCookieName)
}
