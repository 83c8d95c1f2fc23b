/**
 * Writes and clears the token cookies of tutorial 1: the access token for every path, the refresh token for
 * `/api/auth/` alone, both HttpOnly, so that scripts cannot read them. Formatted as Django does (RFC 6265 section 4.1).
 */
import type { Settings } from '../../settings/settings.ts'
import type { MintedToken } from '../../tokens/mint.ts'
import { findCookieToken, type TokenCookie, tokenCookieName } from '../authorize/find-cookie-token.ts'
import type { Incoming } from '../request/message.ts'

export type CookieSettings = Pick<
  Settings,
  | 'accessCookieName'
  | 'refreshCookieName'
  | 'cookiePrefix'
  | 'cookieDomain'
  | 'cookieSameSite'
  | 'cookieSecure'
  | 'cookiePartitioned'
  | 'debug'
>

/** Browsers drop longer cookies (RFC 6265 section 6.1), and the login would be lost without an error. */
const longestCookie = 4096
const refreshPath = '/api/auth/'
const longAgo = 'Thu, 01 Jan 1970 00:00:00 GMT'

/** `Set-Cookie` for a token that was just minted. Throws when the claims make it longer than browsers keep. */
export function writeTokenCookie(which: TokenCookie, token: MintedToken, settings: CookieSettings): string {
  const name = tokenCookieName(which, settings)
  if (name.length + 1 + token.text.length > longestCookie) {
    throw new RangeError(`the claims make the ${which} token too long for a cookie (${token.text.length} bytes)`)
  }
  return formatSetCookie(`${name}=${token.text}`, {
    Domain: settings.cookieDomain,
    expires: new Date(token.exp * 1000).toUTCString(),
    HttpOnly: true,
    'Max-Age': Math.max(0, token.exp - token.iat),
    Path: cookiePath(which, settings),
    Partitioned: settings.cookiePartitioned,
    SameSite: settings.cookieSameSite,
    Secure: areCookiesSecure(settings),
  })
}

/** `Set-Cookie` values that delete both, on the paths where they were set: on any other path they would stay. */
export function clearTokenCookies(settings: CookieSettings): readonly string[] {
  // Browsers obey a deletion only if it could have set the cookie. Prefixed and partitioned cookies need their
  // attributes, and without SameSite=None a page on another site could log in and never log out.
  const { cookiePrefix, cookiePartitioned, cookieSameSite } = settings
  const isPlain = cookiePrefix === 'none' && !cookiePartitioned && cookieSameSite !== 'None'
  return (['access', 'refresh'] as const).map(which =>
    formatSetCookie(`${tokenCookieName(which, settings)}=""`, {
      Domain: settings.cookieDomain,
      expires: longAgo,
      'Max-Age': 0,
      Path: cookiePath(which, settings),
      Partitioned: cookiePartitioned,
      ...(isPlain ? {} : { SameSite: cookieSameSite, Secure: areCookiesSecure(settings) }),
    }),
  )
}

/** Clears both for a client that sent either, when its session has ended. */
export function clearSentCookies(incoming: Incoming, settings: CookieSettings): readonly string[] {
  const isSent = (['access', 'refresh'] as const).some(
    which => findCookieToken(incoming, which, settings) !== undefined,
  )
  return isSent ? clearTokenCookies(settings) : []
}

/** Sent over HTTPS only, unless a setting or DEBUG says otherwise. */
export function areCookiesSecure({ cookieSecure, debug }: Pick<Settings, 'cookieSecure' | 'debug'>): boolean {
  return cookieSecure ?? !debug
}

/** Browsers refuse `__Host-` cookies on any path but the root. */
function cookiePath(which: TokenCookie, { cookiePrefix }: CookieSettings): string {
  return which === 'access' || cookiePrefix === '__Host-' ? '/' : refreshPath
}

/** A `Set-Cookie` value. Attributes that are `undefined` or `false` are left out; `true` has no value. */
export function formatSetCookie(
  pair: string,
  attributes: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const present = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== false)
  return [pair, ...present.map(([name, value]) => (value === true ? name : `${name}=${value}`))].join('; ')
}
