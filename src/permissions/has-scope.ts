import { definePermission } from './define-permission.ts'
import type { Permission } from './permission.ts'

/**
 * An API key needs this scope. Whoever is logged in with a token acts for themselves, and scopes are not asked of them.
 * This does not ask whether anybody is there at all: put `isAuthenticated` before it.
 */
export function hasScope(scope: string): Permission {
  return definePermission(
    `HasScope(${scope})`,
    ({ principal }) => principal?.apiKey === undefined || principal.apiKey.scopes.includes(scope),
    { message: `This API key has no scope ${scope}.` },
  )
}
