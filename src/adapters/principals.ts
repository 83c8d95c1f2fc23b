/** Keeps the principal that a guard admitted beside the platform's request, without adding a property to it. */
import type { Principal } from '../users/principal.ts'

const principals = new WeakMap<object, Principal | undefined>()

export function rememberPrincipal(request: object, principal: Principal | undefined): void {
  principals.set(request, principal)
}

/**
 * The principal of a request that a guard admitted; `undefined` for an anonymous one. Throws for a request that no guard
 * has seen: a forgotten guard must not look like an anonymous request.
 */
export function principalOf(request: object): Principal | undefined {
  if (!principals.has(request)) throw new TypeError('no Latchkey guard has admitted this request')
  return principals.get(request)
}
