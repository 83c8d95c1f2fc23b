/**
 * The error of a permission that said no: 401 without a principal, or where more would be enough; 403 with one (DRF's rule), or
 * what is wrong with the organization that was named.
 */
import type { Refusal } from '../../permissions/permission.ts'
import { stepUpRequired } from '../../permissions/step-up.ts'
import { type AuthError, problem } from '../../problems.ts'
import type { FactorMethod } from '../../sessions/second-factors.ts'
import type { Principal } from '../../users/principal.ts'

/** `methods`: how this user can show a second factor; empty for one who has none yet. */
export function permissionError(
  { name, message, stepUp, fault }: Refusal,
  principal: Principal | undefined,
  methods?: readonly FactorMethod[],
): AuthError {
  if (principal === undefined) return problem('not_authenticated', { reason: name })
  if (fault !== undefined) return problem(fault, { reason: name })
  if (stepUp !== undefined) return stepUpRequired(stepUp, methods)
  return problem('permission_denied', { reason: name, ...(message === undefined ? {} : { title: message }) })
}
