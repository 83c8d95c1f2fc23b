/**
 * Writes and clears the token cookies of tutorial 1: the access token for every path, the refresh token for
 * `/api/auth/` alone (or where `paths` moved its endpoints to), below the base path that the client sees: anywhere else the browser would not send it back. Both
 * are HttpOnly, so that scripts cannot read them. Formatted as Django does (RFC 6265 section 4.1).
 */
import type { Settings } from '../../settings/settings.ts'
import type { MintedToken } from '../../tokens/minted-token.ts'
import { findCookieToken, findCookieTokens, type TokenCookie, tokenCookieName } from '../authorize/find-cookie-token.ts'
import type { Incoming } from '../request/message.ts'
import { isSessionCookie } from './session-cookies.ts'

/** What of a request decides where its cookies stand. */
export type CookiePlace = Pick<Incoming, 'basePath'> & Partial<Pick<Incoming, 'header' | 'path'>>

export type CookieSettings = Pick<
  Settings,
  | 'accessCookieName'
  | 'refreshCookieName'
  | 'refreshCookieSentTo'
  | 'cookiePrefix'
  | 'cookieDomain'
  | 'cookieSameSite'
  | 'cookieSecure'
  | 'cookiePartitioned'
  | 'debug'
  | 'paths'
>

/** Browsers drop longer cookies (RFC 6265 section 6.1), and the login would be lost without an error. */
const longestCookie = 4096
const longAgo = 'Thu, 01 Jan 1970 00:00:00 GMT'

/** `Set-Cookie` for a token that was just minted. Throws when the claims make it longer than browsers keep. */
export function writeTokenCookie(
  which: TokenCookie,
  token: MintedToken,
  settings: CookieSettings,
  place: CookiePlace,
): string {
  const name = tokenCookieName(which, settings)
  if (name.length + 1 + token.text.length > longestCookie) {
    throw new RangeError(`the claims make the ${which} token too long for a cookie (${token.text.length} bytes)`)
  }
  const lasts = !isSessionCookie(token.claims)
  return formatSetCookie(`${name}=${token.text}`, {
    Domain: settings.cookieDomain,
    expires: lasts ? new Date(token.exp * 1000).toUTCString() : undefined,
    HttpOnly: true,
    'Max-Age': lasts ? Math.max(0, token.exp - token.iat) : undefined,
    Path: cookiePath(which, settings, place),
    Partitioned: settings.cookiePartitioned,
    SameSite: settings.cookieSameSite,
    Secure: areCookiesSecure(settings),
  })
}

/** `Set-Cookie` values that delete both, on the paths where they were set: on any other path they would stay. */
export function clearTokenCookies(settings: CookieSettings, place: CookiePlace): readonly string[] {
  return [
    deletion(tokenCookieName('access', settings), cookiePath('access', settings, place), settings),
    deletion(tokenCookieName('refresh', settings), cookiePath('refresh', settings, place), settings),
    ...clearOtherRefreshCookie(settings, place),
  ]
}

/**
 * Deletes the refresh cookie at the place where `refreshCookieSentTo` had it before: beside it no refresh would work (two cookies of
 * one name). Sent to the site now, any browser may have it; otherwise one that sends two, or sends it elsewhere.
 */
export function clearOtherRefreshCookie(settings: CookieSettings, place: CookiePlace): readonly string[] {
  const { refreshCookieSentTo: now, cookiePrefix } = settings
  if (cookiePrefix === '__Host-' || (now === 'endpoints' && !sendsOther(settings, place))) return []
  const before = now === 'site' ? 'endpoints' : 'site'
  const path = cookiePath('refresh', { ...settings, refreshCookieSentTo: before }, place)
  const isOther = path !== cookiePath('refresh', settings, place)
  return isOther ? [deletion(tokenCookieName('refresh', settings), path, settings)] : []
}

function sendsOther(settings: CookieSettings, { header, path = '' }: CookiePlace): boolean {
  const sent = header === undefined ? [] : findCookieTokens({ header }, 'refresh', settings)
  return sent.length > 1 || (sent.length === 1 && !path.startsWith(refreshCookiePath(settings)))
}

function deletion(name: string, path: string, settings: CookieSettings): string {
  // Browsers obey a deletion only if it could have set the cookie. Prefixed and partitioned cookies need their
  // attributes, and without SameSite=None a page on another site could log in and never log out.
  const { cookiePrefix, cookiePartitioned, cookieSameSite } = settings
  const isPlain = cookiePrefix === 'none' && !cookiePartitioned && cookieSameSite !== 'None'
  return formatSetCookie(`${name}=""`, {
    Domain: settings.cookieDomain,
    expires: longAgo,
    'Max-Age': 0,
    Path: path,
    Partitioned: cookiePartitioned,
    ...(isPlain ? {} : { SameSite: cookieSameSite, Secure: areCookiesSecure(settings) }),
  })
}

/** Clears both for a client that sent either, when its session has ended. */
export function clearSentCookies(incoming: Incoming, settings: CookieSettings): readonly string[] {
  const isSent = (['access', 'refresh'] as const).some(
    which => findCookieToken(incoming, which, settings) !== undefined,
  )
  return isSent ? clearTokenCookies(settings, incoming) : []
}

/** Sent over HTTPS only, unless a setting or DEBUG says otherwise. */
export function areCookiesSecure({ cookieSecure, debug }: Pick<Settings, 'cookieSecure' | 'debug'>): boolean {
  return cookieSecure ?? !debug
}

/** Browsers refuse `__Host-` cookies on any path but the root. */
function cookiePath(
  which: TokenCookie,
  { cookiePrefix, paths, refreshCookieSentTo }: CookieSettings,
  { basePath = '' }: CookiePlace,
): string {
  const isEverywhere = which === 'access' || refreshCookieSentTo === 'site' || cookiePrefix === '__Host-'
  return isEverywhere ? '/' : `${basePath}${refreshCookiePath({ paths })}`
}

const usualPath = '/api/auth/'

/** What the two endpoints that read the refresh cookie have in common, where they were moved. */
export function refreshCookiePath({ paths }: Pick<Settings, 'paths'>): string {
  const { cookie_refresh: refresh, cookie_logout: logout } = paths
  const places = [refresh ?? ['/api/auth/cookie/refresh/'], logout ?? ['/api/auth/cookie/logout/']].flat()
  if (places.every(path => path.startsWith(usualPath))) return usualPath
  const [first = '/', ...others] = places
  const folders = first.split('/').map((_, index, segments) => `${segments.slice(0, index + 1).join('/')}/`)
  const isShared = (folder: string) => others.every(path => path.startsWith(folder))
  return folders.filter(folder => folder !== first && isShared(folder)).at(-1) ?? '/'
}

/** A `Set-Cookie` value. Attributes that are `undefined` or `false` are left out; `true` has no value. */
export function formatSetCookie(
  pair: string,
  attributes: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const present = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== false)
  return [pair, ...present.map(([name, value]) => (value === true ? name : `${name}=${value}`))].join('; ')
}
