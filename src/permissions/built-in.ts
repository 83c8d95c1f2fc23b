/** DRF's permission classes by their names. */
import type { Permission } from './permission.ts'

export const allowAny: Permission = { name: 'AllowAny', allows: () => true }

export const isAuthenticated: Permission = {
  name: 'IsAuthenticated',
  allows: ({ principal }) => principal !== undefined,
}

/** `is_staff`, read from the user's row, never from the token. */
export const isAdminUser: Permission = {
  name: 'IsAdminUser',
  allows: async ({ principal }) => (await principal?.user())?.isStaff === true,
}
