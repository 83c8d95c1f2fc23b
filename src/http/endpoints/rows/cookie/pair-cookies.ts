import type { Refreshed } from '../../../../flows/refresh.ts'
import { type CookieSettings, writeTokenCookie } from '../../../response/cookies.ts'

/** Both tokens as cookies; the access token alone where refresh tokens do not rotate. */
export function pairCookies(
  { access, refresh }: Pick<Refreshed, 'access' | 'refresh'>,
  settings: CookieSettings,
): readonly string[] {
  const cookies = [writeTokenCookie('access', access, settings)]
  return refresh === undefined ? cookies : [...cookies, writeTokenCookie('refresh', refresh, settings)]
}
