import type { Refreshed } from '../../../../flows/refresh.ts'
import type { UserId } from '../../../../kernel/user-id.ts'
import {
  type CookiePlace,
  type CookieSettings,
  clearOtherRefreshCookie,
  writeTokenCookie,
} from '../../../response/cookies.ts'

/**
 * Both tokens as cookies; the access token alone where refresh tokens do not rotate. A refresh cookie at the place where
 * `refreshCookieSentTo` had it before goes.
 */
export function pairCookies(
  { access, refresh }: Pick<Refreshed, 'access' | 'refresh'>,
  settings: CookieSettings,
  place: CookiePlace,
): readonly string[] {
  const cookies = [writeTokenCookie('access', access, settings, place)]
  if (refresh === undefined) return cookies
  const other = clearOtherRefreshCookie(settings, place)
  return [...cookies, writeTokenCookie('refresh', refresh, settings, place), ...other]
}

/** Tells the page whose cookies it has now: it cannot read them, and another tab may have changed them. */
export function userHeaders({ id }: { readonly id: UserId }): Readonly<Record<string, string>> {
  return { 'Latchkey-User': String(id) }
}
