/**
 * Permissions that ask how and when the caller authenticated, and the refusal that says what is missing (RFC 9470): a 401,
 * for the same caller may come back with more.
 */
import { type AuthError, problem, problemTable } from '../problems.ts'
import { definePermission } from './define-permission.ts'
import type { PrincipalPermission, StepUp } from './permission.ts'

/** The session showed a second factor, or a passkey: `acr` is `aal2`. Of an API key it is false. */
export const hasMfa: PrincipalPermission = definePermission(
  'HasMfa',
  ({ principal }) => principal.claims.acr === 'aal2',
  {
    requiresPrincipal: true,
    stepUp: { acr: 'aal2' },
  },
)

/**
 * The caller authenticated within so many seconds: `auth_time`, or the beginning of the session. An API key and a token of
 * another issuer never did.
 */
export function recentlyAuthenticated(seconds: number): PrincipalPermission {
  if (!Number.isFinite(seconds) || seconds <= 0) throw new TypeError('recentlyAuthenticated takes seconds, more than 0')
  return definePermission(
    `RecentlyAuthenticated(${seconds})`,
    async ({ principal }) => ((await principal.authenticationAge()) ?? Number.POSITIVE_INFINITY) <= seconds,
    { requiresPrincipal: true, stepUp: { maxAge: seconds } },
  )
}

/** The refusal. `methods`: the ways in which this user can show a second factor, where that is known. */
export function stepUpRequired({ acr, maxAge }: StepUp, methods?: readonly string[]): AuthError {
  const detail = problemTable.reauthentication_required.title
  const asked = [
    'error="insufficient_user_authentication"',
    ...(acr === undefined ? [] : [`acr_values="${acr}"`]),
    ...(maxAge === undefined ? [] : [`max_age="${maxAge}"`]),
  ]
  return problem('reauthentication_required', {
    body: {
      detail,
      code: 'reauthentication_required',
      ...(methods && { methods }),
      ...(acr && { acr_values: acr }),
      ...(maxAge !== undefined && { max_age: maxAge }),
    },
    challenge: asked.join(', '),
  })
}
