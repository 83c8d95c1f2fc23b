/**
 * The words that stand for lists of authenticators. Resolved here and nowhere else: whatever asks how a row
 * authenticates (admission, challenges, documents) sees a list.
 */
import type { AuthenticationName, NamedAuthenticator } from '../../settings/rest-framework/read-defaults.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Authenticator } from './authenticator.ts'
import { cookieAuthentication } from './cookie-authentication.ts'
import { tokenAuthentication } from './token-authentication.ts'

/**
 * `none`: no credentials are looked for, as at SimpleJWT's token endpoints. `header`: the Authorization header. `any`:
 * the header, then the access cookie where `accessCookieOpens` lets it open everything. `cookie_first`: the access
 * cookie, then the header. `default`: what the setting `defaultAuthentication` says.
 */
export type AuthenticationPreset = 'none' | 'header' | 'any' | 'cookie_first' | 'default'

/** A preset, or the authenticators themselves, in their order. */
export type Authentication = AuthenticationPreset | readonly Authenticator[]

type PresetSettings = Pick<Settings, 'accessCookieOpens' | 'defaultAuthentication'>

export function authenticatorsOf(authentication: Authentication, settings: PresetSettings): readonly Authenticator[] {
  return typeof authentication === 'string' ? presets[authentication](settings) : authentication
}

const none: readonly Authenticator[] = []
const header = [tokenAuthentication]
const headerThenCookie = [tokenAuthentication, cookieAuthentication]
const cookieThenHeader = [cookieAuthentication, tokenAuthentication]

const presets: Readonly<Record<AuthenticationPreset, (settings: PresetSettings) => readonly Authenticator[]>> = {
  none: () => none,
  header: () => header,
  any: ({ accessCookieOpens }) => (accessCookieOpens === 'everything' ? headerThenCookie : header),
  cookie_first: () => cookieThenHeader,
  default: settings => {
    const { defaultAuthentication: given } = settings
    return typeof given === 'string' ? authenticatorsOf(given, settings) : given.flatMap(authenticatorOf)
  },
}

const byName: Readonly<Record<AuthenticationName, readonly Authenticator[]>> = {
  JWTAuthentication: header,
  CookieAuthentication: [cookieAuthentication],
  JWTCookieAuthentication: headerThenCookie,
}

/** The settings know of an authenticator no more than its shape. */
function authenticatorOf(given: AuthenticationName | NamedAuthenticator): readonly Authenticator[] {
  return typeof given === 'string' ? byName[given] : [given as Authenticator]
}
