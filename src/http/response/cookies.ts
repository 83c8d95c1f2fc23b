/**
 * The cookies of tutorial 1: the access token for every path, the refresh token for `/api/auth/` alone, both out of
 * script's reach. Written as Django writes them (RFC 6265 section 4.1).
 */
import type { Settings } from '../../settings/settings.ts'
import type { MintedToken } from '../../tokens/mint.ts'
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

export type TokenCookie = 'access' | 'refresh'

/** Browsers drop what is longer (RFC 6265 section 6.1), and a dropped cookie is a login that never happened. */
const longestCookie = 4096
const refreshPath = '/api/auth/'
const longAgo = 'Thu, 01 Jan 1970 00:00:00 GMT'

/**
 * The value of the cookie, or `undefined`. Two of one name that differ are an empty text, which is nobody's token: a
 * sibling subdomain can have set either (cookie tossing), and whose comes first is for the attacker to choose.
 */
export function readTokenCookie(incoming: Incoming, which: TokenCookie, settings: CookieSettings): string | undefined {
  const values = readTokenCookies(incoming, which, settings)
  return values.length > 1 ? '' : values[0]
}

/** Every value that came under the name, once each, as sent. */
export function readTokenCookies(incoming: Incoming, which: TokenCookie, settings: CookieSettings): readonly string[] {
  return readCookies(incoming, cookieName(which, settings))
}

/** The same for any cookie. */
export function readCookies(incoming: Incoming, name: string): readonly string[] {
  const start = `${name}=`
  const pairs = (incoming.header('cookie') ?? '').split(';').map(withoutLeadingBlanks)
  return [...new Set(pairs.filter(pair => pair.startsWith(start)).map(pair => pair.slice(start.length)))]
}

/**
 * What RFC 6265 section 4.2.1 puts between two pairs, and nothing more: who trims what Unicode calls a blank takes a
 * sibling's cookie with a blank in its name for one with the prefix `__Host-`.
 */
function withoutLeadingBlanks(pair: string): string {
  return pair.replace(/^[ \t]+/, '')
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
  // Browsers obey only a deletion that could have set the cookie. Prefixed and partitioned ones need their attributes,
  // and without SameSite=None a page on another site could log in and never out.
  const { cookiePrefix, cookiePartitioned, cookieSameSite } = settings
  const isPlain = cookiePrefix === 'none' && !cookiePartitioned && cookieSameSite !== 'None'
  return (['access', 'refresh'] as const).map(which =>
    joinAttributes(`${cookieName(which, settings)}=""`, {
      Domain: settings.cookieDomain,
      expires: longAgo,
      'Max-Age': 0,
      Path: cookiePath(which, settings),
      Partitioned: cookiePartitioned,
      ...(isPlain ? {} : { SameSite: cookieSameSite, Secure: isSecure(settings) }),
    }),
  )
}

/** Takes both away from a client that sent either: what they stood for is over. */
export function clearSentCookies(incoming: Incoming, settings: CookieSettings): readonly string[] {
  const isSent = (['access', 'refresh'] as const).some(
    which => readTokenCookie(incoming, which, settings) !== undefined,
  )
  return isSent ? clearTokenCookies(settings) : []
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

/** A `Set-Cookie` value. What is `undefined` or `false` is left away; what is `true` has no value. */
export function joinAttributes(
  pair: string,
  attributes: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const said = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== false)
  return [pair, ...said.map(([name, value]) => (value === true ? name : `${name}=${value}`))].join('; ')
}
