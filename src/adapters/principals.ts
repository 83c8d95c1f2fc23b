/** Keeps the principal that a guard admitted with the platform's request. */
import { createAttached } from '../kernel/attached.ts'
import type { Principal } from '../users/principal.ts'

const principals = createAttached<Principal | undefined>('latchkey principal')

export function rememberPrincipal(request: object, principal: Principal | undefined): void {
  principals.set(request, principal)
}

/**
 * The principal of a request that a guard admitted. Throws for an anonymous one: where the guard allows those, ask
 * `findPrincipal`. It also throws for a request that no guard has seen.
 */
export function principalOf(request: object): Principal {
  const principal = findPrincipal(request)
  if (principal === undefined) {
    throw new TypeError(
      'this request is anonymous: add isAuthenticated to the permissions of its guard, or use findPrincipal(request)',
    )
  }
  return principal
}

/**
 * The same, and `undefined` for an anonymous request. Throws for a request that no guard has seen: a forgotten guard must
 * not look like an anonymous request.
 */
export function findPrincipal(request: object): Principal | undefined {
  if (!principals.has(request)) {
    throw new TypeError('no Latchkey guard has admitted this request: protect its route with guarded(auth, …)')
  }
  return principals.get(request)
}
