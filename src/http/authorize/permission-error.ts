/** The error of a permission that said no: 401 without a principal, or where more would be enough; 403 with one (DRF's rule). */
import type { Refusal } from '../../permissions/permission.ts'
import { stepUpRequired } from '../../permissions/step-up.ts'
import { type AuthError, problem } from '../../problems.ts'
import type { Principal } from '../../users/principal.ts'

export function permissionError({ name, message, stepUp }: Refusal, principal: Principal | undefined): AuthError {
  if (principal === undefined) return problem('not_authenticated', { reason: name })
  if (stepUp !== undefined) return stepUpRequired(stepUp)
  return problem('permission_denied', { reason: name, ...(message === undefined ? {} : { title: message }) })
}
