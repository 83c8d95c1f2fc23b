/**
 * The cookies of tutorial 1: the access token for every path, the refresh token for `/api/auth/` alone, both out of
 * script's reach. Written as Django writes them (RFC 6265 section 4.1).
 */
import type { Settings } from '../settings.ts'
import type { MintedToken } from '../tokens/mint.ts'
import type { Incoming } from './message.ts'

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

export type TokenCookie = 'access' | 'refresh'

/** Browsers drop what is longer (RFC 6265 section 6.1), and a dropped cookie is a login that never happened. */
const longestCookie = 4096
const refreshPath = '/api/auth/'
const longAgo = 'Thu, 01 Jan 1970 00:00:00 GMT'

/** The value of the cookie, or `undefined`. Of two with one name the first counts: browsers send the nearer path first. */
export function readTokenCookie(incoming: Incoming, which: TokenCookie, settings: CookieSettings): string | undefined {
  const name = cookieName(which, settings)
  for (const pair of (incoming.header('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at >= 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}

/** `Set-Cookie` for a token that was just minted. Throws when the claims make it longer than browsers keep. */
export function writeTokenCookie(which: TokenCookie, token: MintedToken, settings: CookieSettings): string {
  const name = cookieName(which, settings)
  if (name.length + 1 + token.text.length > longestCookie) {
    throw new RangeError(`the claims make the ${which} token too long for a cookie (${token.text.length} bytes)`)
  }
  return joinAttributes(`${name}=${token.text}`, {
    Domain: settings.cookieDomain,
    expires: new Date(token.exp * 1000).toUTCString(),
    HttpOnly: true,
    'Max-Age': Math.max(0, token.exp - token.iat),
    Path: cookiePath(which, settings),
    Partitioned: settings.cookiePartitioned,
    SameSite: settings.cookieSameSite,
    Secure: isSecure(settings),
  })
}

/** `Set-Cookie` for both, to take them away: on the very paths where they were set, or they would stay. */
export function clearTokenCookies(settings: CookieSettings): readonly string[] {
  // Browsers obey only a deletion that could have set the cookie: prefixed and partitioned ones need their attributes.
  const isPlain = settings.cookiePrefix === 'none' && !settings.cookiePartitioned
  return (['access', 'refresh'] as const).map(which =>
    joinAttributes(`${cookieName(which, settings)}=""`, {
      Domain: settings.cookieDomain,
      expires: longAgo,
      'Max-Age': 0,
      Path: cookiePath(which, settings),
      Partitioned: settings.cookiePartitioned,
      ...(isPlain ? {} : { SameSite: settings.cookieSameSite, Secure: isSecure(settings) }),
    }),
  )
}

/** Over HTTPS alone, unless a setting or DEBUG says otherwise. */
export function isSecure({ cookieSecure, debug }: Pick<Settings, 'cookieSecure' | 'debug'>): boolean {
  return cookieSecure ?? !debug
}

function cookieName(which: TokenCookie, settings: CookieSettings): string {
  const prefix = settings.cookiePrefix === 'none' ? '' : settings.cookiePrefix
  return prefix + (which === 'access' ? settings.accessCookieName : settings.refreshCookieName)
}

/** `__Host-` cookies are refused by browsers on any path but the root. */
function cookiePath(which: TokenCookie, { cookiePrefix }: CookieSettings): string {
  return which === 'access' || cookiePrefix === '__Host-' ? '/' : refreshPath
}

function joinAttributes(pair: string, attributes: Readonly<Record<string, string | number | boolean | undefined>>) {
  const said = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== false)
  return [pair, ...said.map(([name, value]) => (value === true ? name : `${name}=${value}`))].join('; ')
}
