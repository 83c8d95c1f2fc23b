/**
 * The cookie that ties a sign-in to the browser that began it (login CSRF). There is one for each provider, with
 * the sign-ins of all tabs in it. Named `__Host-` wherever possible, so that a sibling subdomain cannot plant one.
 */

import type { Incoming } from '../../http/request/message.ts'
import { readCookies } from '../../http/request/read-cookies.ts'
import { areCookiesSecure, formatSetCookie } from '../../http/response/cookies.ts'
import type { Settings } from '../../settings/settings.ts'
import { pendingSeconds } from './flows/pending-sign-in.ts'

type SocialCookieSettings = Pick<Settings, 'social' | 'cookieSecure' | 'debug'>

/** `undefined` if there is none, or more than one: one of two may be planted. */
export function readSocialCookie(
  incoming: Incoming,
  provider: string,
  settings: SocialCookieSettings,
): string | undefined {
  const values = readCookies(incoming, nameOf(provider, settings))
  return values.length === 1 ? values[0] : undefined
}

export function writeSocialCookie(
  provider: string,
  { value, maxAge }: { readonly value: string; readonly maxAge: number },
  settings: SocialCookieSettings,
): string {
  return formatSetCookie(`${nameOf(provider, settings)}=${value}`, {
    HttpOnly: true,
    'Max-Age': maxAge,
    Path: '/',
    // A form that the provider posts is a cross-site request, which does not carry Lax cookies.
    SameSite: postsForm(provider, settings) ? 'None' : 'Lax',
    Secure: isCookieSecure(provider, settings),
  })
}

/** After a sign-in has ended: what is left of other tabs. */
export function keepInSocialCookie(provider: string, rest: string, settings: SocialCookieSettings): string {
  return writeSocialCookie(provider, { value: rest, maxAge: rest === '' ? 0 : pendingSeconds }, settings)
}

function nameOf(provider: string, settings: SocialCookieSettings): string {
  return `${isCookieSecure(provider, settings) ? '__Host-' : ''}social_${provider}`
}

function isCookieSecure(provider: string, settings: SocialCookieSettings): boolean {
  return areCookiesSecure(settings) || postsForm(provider, settings)
}

function postsForm(provider: string, { social }: SocialCookieSettings): boolean {
  return social[provider]?.responseMode === 'form_post'
}
