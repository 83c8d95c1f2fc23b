/** Custom permissions, in one line each. */
import type { Principal } from '../users/principal.ts'
import type { OrganizationFault } from './acting-organization.ts'
import type { ObjectPermission, Permission, PermissionQuestion, PrincipalPermission, StepUp } from './permission.ts'

/** The sentence of the 403, in place of DRF's. */
export interface PermissionOptions {
  /** The message of the 403. A composed permission loses it, as in DRF. */
  readonly message?: string
  /** The permissions that it may ask a user for (`shop.add_product`), so that `latchkey users grant` knows them. */
  readonly permissionNames?: readonly string[]
  /** The roles that it may ask a user for: one that the configuration does not have is an error at the start. */
  readonly roleNames?: readonly string[]
  /** What the caller may come back with: its refusal is a 401 that says so. */
  readonly stepUp?: StepUp
  /** It asks for the organization of the request: `question.organization`. */
  readonly asksOrganization?: boolean
  /** The roles in an organization that it may ask for: one that `organizationRoles` does not have is an error at the start. */
  readonly organizationRoleNames?: readonly string[]
  /** After it refused: the problem of the organization that was named, in place of the 403. */
  readonly refusedBecause?: (question: PermissionQuestion) => Promise<OrganizationFault | undefined>
}

/**
 * ```ts
 * const isPremiumUser = definePermission('IsPremiumUser', async ({ principal }) =>
 *   premiumFields.of(await principal?.user())?.is_premium === true)
 * ```
 *
 * With `requiresPrincipal` it refuses anonymous requests without being asked; the types know the caller, here and in
 * what it protects:
 *
 * ```ts
 * const isActive = definePermission('IsActive', async ({ principal }) => (await principal.user()).isActive, {
 *   requiresPrincipal: true,
 * })
 * ```
 */
export function definePermission(
  name: string,
  allows: (question: KnownCaller) => ReturnType<Permission['allows']>,
  options: PermissionOptions & { readonly requiresPrincipal: true },
): PrincipalPermission
export function definePermission(name: string, allows: Permission['allows'], options?: PermissionOptions): Permission
export function definePermission(
  name: string,
  allows: (question: KnownCaller) => ReturnType<Permission['allows']>,
  options: PermissionOptions & { readonly requiresPrincipal?: true } = {},
): Permission {
  const asks = (question: PermissionQuestion) =>
    // Without `requiresPrincipal` the overload says that `allows` takes anonymous requests, too.
    (options.requiresPrincipal !== true || question.principal !== undefined) && allows(question as KnownCaller)
  return Object.freeze({ name, allows: asks, ...options })
}

/** A question about a caller who is logged in. */
export interface KnownCaller extends PermissionQuestion {
  readonly principal: Principal
}

/** Checks objects of one type; a route for other objects, or for none, does not compile with it. */
export function defineObjectPermission<Subject>(
  name: string,
  allowsObject: (question: PermissionQuestion, subject: Subject) => boolean | Promise<boolean>,
  options: PermissionOptions & Partial<Pick<Permission, 'allows'>> = {},
): ObjectPermission<Subject> {
  return Object.freeze({ name, allows: () => true, allowsObject, ...options })
}
