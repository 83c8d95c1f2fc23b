/**
 * What somebody may do: one question, one answer. A permission is asked in turn; the first that says no decides.
 * Whether no means 401 or 403 is not its business: nobody authenticated is 401, somebody is 403 (DRF's rule).
 */
import type { Principal } from '../users/principal.ts'

export interface PermissionQuestion {
  /** Absent when nobody authenticated. */
  readonly principal: Principal | undefined
  /** The request's method, in capitals. */
  readonly method: string
}

type Verdict = boolean | Promise<boolean>

/** Asked about the request alone, before anything is looked up. */
export interface Permission {
  readonly name: string
  /** The sentence of the 403, where DRF's own does not fit. */
  readonly message?: string
  readonly allows: (question: PermissionQuestion) => Verdict
  /** A permission that judges objects is another type, so that a route without objects cannot be given one. */
  readonly allowsObject?: never
}

/** Asked about the request, and once more about the object that the route found: DRF's `has_object_permission`. */
export interface ObjectPermission<in Subject> {
  readonly name: string
  readonly message?: string
  readonly allows: (question: PermissionQuestion) => Verdict
  readonly allowsObject: (question: PermissionQuestion, subject: Subject) => Verdict
}

/** What may guard a route that finds objects of this kind. */
export type PermissionFor<Subject> = Permission | ObjectPermission<Subject>

/** What a refusal shows: who refused, and in which words. */
export type Refusal = Pick<Permission, 'name' | 'message'>

/** The first permission that refuses, or `undefined` when all allow. */
export async function findRefusal(
  permissions: readonly Pick<Permission, 'name' | 'message' | 'allows'>[],
  question: PermissionQuestion,
): Promise<Refusal | undefined> {
  for (const permission of permissions) {
    if (!(await permission.allows(question))) return permission
  }
  return undefined
}

/** The same for an object that was found. Permissions that judge no objects have had their say before. */
export async function findObjectRefusal<Subject>(
  permissions: readonly PermissionFor<Subject>[],
  question: PermissionQuestion,
  subject: Subject,
): Promise<Refusal | undefined> {
  for (const permission of permissions) {
    if (permission.allowsObject !== undefined && !(await permission.allowsObject(question, subject))) return permission
  }
  return undefined
}
