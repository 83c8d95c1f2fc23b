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

export interface Permission {
  readonly name: string
  /** The sentence of the 403, where DRF's own does not fit. */
  readonly message?: string
  readonly allows: (question: PermissionQuestion) => boolean | Promise<boolean>
}

/** The first permission that refuses, or `undefined` when all allow. */
export async function findRefusal(
  permissions: readonly Permission[],
  question: PermissionQuestion,
): Promise<Permission | undefined> {
  for (const permission of permissions) {
    if (!(await permission.allows(question))) return permission
  }
  return undefined
}
