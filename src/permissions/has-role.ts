import { definePermission } from './define-permission.ts'
import type { PrincipalPermission } from './permission.ts'

/**
 * Requires a role of the configuration, for every method: `hasRole('editor')`. It asks the store, so a role that was taken
 * away is gone with the next request. Superusers pass, as they do for every permission.
 */
export function hasRole(role: string): PrincipalPermission {
  return definePermission(`HasRole(${role})`, async ({ principal }) => await principal.hasRole(role), {
    requiresPrincipal: true,
    roleNames: [role],
  })
}
