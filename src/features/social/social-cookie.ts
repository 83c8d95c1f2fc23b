/**
 * The cookie that ties a sign-in to the browser that began it. One for each provider: whoever begins twice at one goes
 * on with the second. `__Host-` where it may be, so that no sibling subdomain can plant one.
 */

import type { Incoming } from '../../http/request/message.ts'
import { readCookies } from '../../http/request/read-cookies.ts'
import { areCookiesSecure, formatSetCookie } from '../../http/response/cookies.ts'
import type { Settings } from '../../settings/settings.ts'

type SocialCookieSettings = Pick<Settings, 'social' | 'cookieSecure' | 'debug'>

/** `undefined` where there is none, or two that differ. */
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
    // A form that the provider posts is a cross-site request: Lax cookies stay at home.
    SameSite: postsForm(provider, settings) ? 'None' : 'Lax',
    Secure: isCookieSecure(provider, settings),
  })
}

export function clearSocialCookie(provider: string, settings: SocialCookieSettings): string {
  return writeSocialCookie(provider, { value: '', maxAge: 0 }, settings)
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
