/** Custom permissions, in one line each. */
import type { ObjectPermission, Permission, PermissionQuestion } from './permission.ts'

export interface PermissionOptions {
  /** The message of the 403. A composed permission loses it, as in DRF. */
  readonly message?: string
}

/**
 * ```ts
 * const isPremiumUser = definePermission('IsPremiumUser', async ({ principal }) =>
 *   premiumFields.of(await principal?.user())?.is_premium === true)
 * ```
 */
export function definePermission(
  name: string,
  allows: Permission['allows'],
  options: PermissionOptions = {},
): Permission {
  return Object.freeze({ name, allows, ...options })
}

/** Checks objects of one type; a route for other objects, or for none, does not compile with it. */
export function defineObjectPermission<Subject>(
  name: string,
  allowsObject: (question: PermissionQuestion, subject: Subject) => boolean | Promise<boolean>,
  options: PermissionOptions & Partial<Pick<Permission, 'allows'>> = {},
): ObjectPermission<Subject> {
  return Object.freeze({ name, allows: () => true, allowsObject, ...options })
}
