/** Who is let in to the admin API: staff, with a token or the access cookie, or with an API key that says so. */
import type { Authenticator } from '../../http/authorize/authenticator.ts'
import { authenticatorsOf } from '../../http/authorize/presets.ts'
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import { isAdminUser } from '../../permissions/built-in.ts'
import { hasScope } from '../../permissions/has-scope.ts'
import type { Permission } from '../../permissions/permission.ts'
import { hasMfa } from '../../permissions/step-up.ts'
import type { Settings } from '../../settings/settings.ts'
import { apiKeyAuthentication } from '../api-keys/api-key-authentication.ts'

/** The scope of an API key that opens the admin API. What its owner may not do, it may not either. */
export const adminScope = 'admin'

/** What every row begins with. The permissions that follow say what this one needs. */
export function adminAccess(
  settings: Settings,
  ...permissions: readonly Permission[]
): Pick<Endpoint, 'authentication' | 'permissions'> {
  // The console works by the cookie, also where that opens nothing else of the API.
  const withCookie = { ...settings, accessCookieOpens: 'everything' as const }
  // After what no second factor changes, and before the rights.
  const strong = settings.consoleRequiresMfa === 'on' ? [hasMfa] : []
  const ways: readonly Authenticator[] = [...authenticatorsOf('any', withCookie), apiKeyAuthentication]
  return { authentication: ways, permissions: [isAdminUser, hasScope(adminScope), ...strong, ...permissions] }
}
