/**
 * Permissions are checked in order, and the first one that refuses decides. A permission does not choose the status: a
 * refusal is 401 for an anonymous request and 403 for an authenticated one (DRF's rule).
 */
import type { Principal } from '../users/principal.ts'
import type { OrganizationAnswer, OrganizationFault } from './acting-organization.ts'

/** What a permission is asked: who, and by which method. */
export interface PermissionQuestion {
  /** `undefined` for an anonymous request. */
  readonly principal: Principal | undefined
  /** The request's method, in upper case. */
  readonly method: string
  /** The organization of the request, and what the caller is there. Absent where organizations are off. */
  readonly organization?: () => Promise<OrganizationAnswer>
}

type Verdict = boolean | Promise<boolean>

/** Marks a permission that refuses every anonymous request, so that the types of what it protects know the caller. */
export interface RequiresPrincipal {
  readonly requiresPrincipal: true
}

/** What a caller has to come back with (RFC 9470). */
export interface StepUp {
  readonly acr?: 'aal2' | undefined
  /** Seconds. */
  readonly maxAge?: number | undefined
}

/** Checks the request only, before anything is loaded: DRF's `has_permission`. */
export interface Permission {
  readonly name: string
  /** The message of the 403; DRF's unless given. */
  readonly message?: string
  /** Anonymous requests are refused without asking it. */
  readonly requiresPrincipal?: boolean
  /** The permissions that it may ask a user for (`shop.add_product`), for tools that list what can be granted. */
  readonly permissionNames?: readonly string[]
  /** The roles that it may ask for, which the configuration has to have. */
  readonly roleNames?: readonly string[]
  /** What the caller may come back with: its refusal is a 401 that says so. */
  readonly stepUp?: StepUp
  /** The same of a composed permission, after it refused: what would be enough depends on the part that decides. */
  readonly stepUpFor?: (question: PermissionQuestion) => Promise<StepUp | undefined>
  /** It asks for the organization of the request, so it is refused at the start where organizations are off. */
  readonly asksOrganization?: boolean
  /** The roles in an organization that it may ask for, which `organizationRoles` has to have. */
  readonly organizationRoleNames?: readonly string[]
  /** After it refused: the problem of the organization that was named, in place of the 403. */
  readonly refusedBecause?: (question: PermissionQuestion) => Promise<OrganizationFault | undefined>
  readonly allows: (question: PermissionQuestion) => Verdict
  /** A permission that checks objects is another type, so that it does not compile for a route without objects. */
  readonly allowsObject?: never
}

/** Checks the request, and again the object that the route loaded: DRF's `has_object_permission`. */
export interface ObjectPermission<in Subject> {
  readonly name: string
  readonly message?: string
  readonly requiresPrincipal?: boolean
  readonly permissionNames?: readonly string[]
  readonly stepUp?: StepUp
  readonly stepUpFor?: (question: PermissionQuestion) => Promise<StepUp | undefined>
  readonly roleNames?: readonly string[]
  readonly asksOrganization?: boolean
  readonly organizationRoleNames?: readonly string[]
  readonly refusedBecause?: (question: PermissionQuestion) => Promise<OrganizationFault | undefined>
  readonly allows: (question: PermissionQuestion) => Verdict
  readonly allowsObject: (question: PermissionQuestion, subject: Subject) => Verdict
}

/** A permission that fits a route for objects of this type. */
export type PermissionFor<Subject> = Permission | ObjectPermission<Subject>

/** A permission for callers who are logged in. */
export type PrincipalPermission = Permission & RequiresPrincipal

/** The permission that refused, its message, and what the caller may come back with or has named wrongly. */
export interface Refusal {
  readonly name: string
  readonly message?: string | undefined
  readonly stepUp?: StepUp | undefined
  /** What is wrong with the organization that the request names. */
  readonly fault?: OrganizationFault | undefined
}

type Refusing = Pick<Permission, 'name' | 'message' | 'stepUp' | 'stepUpFor' | 'refusedBecause'>

type Asked = Refusing & Pick<Permission, 'requiresPrincipal' | 'allows'>

/** The first permission that refuses, or `undefined` when all allow: at once, where each of them knows at once. */
export function findRefusal(
  permissions: readonly Asked[],
  question: PermissionQuestion,
): Refusal | undefined | Promise<Refusal | undefined> {
  for (const [index, permission] of permissions.entries()) {
    if (permission.requiresPrincipal === true && question.principal === undefined) return permission
    const verdict = permission.allows(question)
    if (typeof verdict !== 'boolean') return goOn(permissions.slice(index + 1), question, { permission, verdict })
    if (!verdict) return refusalOf(permission, question)
  }
  return undefined
}

async function goOn(
  others: readonly Asked[],
  question: PermissionQuestion,
  { permission, verdict }: { readonly permission: Asked; readonly verdict: Promise<boolean> },
): Promise<Refusal | undefined> {
  return (await verdict) ? await findRefusal(others, question) : await refusalOf(permission, question)
}

/** The same for a loaded object. Permissions that do not check objects were checked before. */
export async function findObjectRefusal<Subject>(
  permissions: readonly PermissionFor<Subject>[],
  question: PermissionQuestion,
  subject: Subject,
): Promise<Refusal | undefined> {
  for (const permission of permissions) {
    if (permission.allowsObject === undefined || (await permission.allowsObject(question, subject))) continue
    return await refusalOf(permission, question)
  }
  return undefined
}

async function refusalOf(
  { name, message, stepUp, stepUpFor, refusedBecause }: Refusing,
  question: PermissionQuestion,
): Promise<Refusal> {
  const fault = question.principal && (await refusedBecause?.(question))
  return { name, message, stepUp: stepUp ?? (await stepUpFor?.(question)), ...(fault && { fault }) }
}
