/** The cookie of a browser that was trusted: read in http/request/origin.ts. */
import { deviceCookie } from '../../../http/request/origin.ts'
import { areCookiesSecure, formatSetCookie } from '../../../http/response/cookies.ts'
import type { Settings } from '../../../settings/settings.ts'

export function writeDeviceCookie(text: string, settings: Settings): string {
  const isSecure = areCookiesSecure(settings)
  return formatSetCookie(`${isSecure ? '__Host-' : ''}${deviceCookie}=${text}`, {
    HttpOnly: true,
    'Max-Age': settings.trustedDeviceLifetime ?? 0,
    Path: '/',
    Partitioned: settings.cookiePartitioned,
    SameSite: settings.cookieSameSite,
    Secure: isSecure,
  })
}
