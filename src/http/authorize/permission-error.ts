/** What a refused permission looks like: 401 for nobody, 403 for somebody who may not (DRF's rule). */
import type { Refusal } from '../../permissions/permission.ts'
import { type AuthError, problem } from '../../problems.ts'
import type { Principal } from '../../users/principal.ts'

export function denialOf({ name, message }: Refusal, principal: Principal | undefined): AuthError {
  if (principal === undefined) return problem('not_authenticated', { reason: name })
  return problem('permission_denied', { reason: name, ...(message === undefined ? {} : { title: message }) })
}
