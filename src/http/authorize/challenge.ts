/** The scheme that a 401 names in `WWW-Authenticate`; it decides between 401 and 403 as DRF does. */
import type { Settings } from '../../settings/settings.ts'
import type { Authenticator } from './authenticator.ts'

/**
 * The first of AUTH_HEADER_TYPES. `undefined` where the first authenticator has no scheme to come back with: its 401
 * is then a 403.
 */
export function challengeOf(
  [first]: readonly Authenticator[],
  { authHeaderTypes }: Pick<Settings, 'authHeaderTypes'>,
): string | undefined {
  return first?.isChallenge === false ? undefined : (authHeaderTypes[0] ?? 'Bearer')
}
