import { definePermission } from './define-permission.ts'
import type { Permission } from './permission.ts'

/**
 * Requires an API key to have this scope. A user who authenticated with a token needs no scope. It does NOT check that
 * the request is authenticated: put `isAuthenticated` before it.
 */
export function hasScope(scope: string): Permission {
  return definePermission(
    `HasScope(${scope})`,
    ({ principal }) => principal?.apiKey === undefined || principal.apiKey.scopes.includes(scope),
    { message: `This API key has no scope ${scope}.` },
  )
}
