import type { Refreshed } from '../../../../flows/refresh.ts'
import type { UserId } from '../../../../kernel/user-id.ts'
import { type CookiePlace, type CookieSettings, writeTokenCookie } from '../../../response/cookies.ts'

/** Both tokens as cookies; the access token alone where refresh tokens do not rotate. */
export function pairCookies(
  { access, refresh }: Pick<Refreshed, 'access' | 'refresh'>,
  settings: CookieSettings,
  place: CookiePlace,
): readonly string[] {
  const cookies = [writeTokenCookie('access', access, settings, place)]
  return refresh === undefined ? cookies : [...cookies, writeTokenCookie('refresh', refresh, settings, place)]
}

/** Tells the page whose cookies it has now: it cannot read them, and another tab may have changed them. */
export function userHeaders({ id }: { readonly id: UserId }): Readonly<Record<string, string>> {
  return { 'Latchkey-User': String(id) }
}
