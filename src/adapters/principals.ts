/** Whom a guard let in, kept beside the platform's request: no property is added to objects that are not ours. */
import type { Principal } from '../users/principal.ts'

const principals = new WeakMap<object, Principal | undefined>()

export function rememberPrincipal(request: object, principal: Principal | undefined): void {
  principals.set(request, principal)
}

/**
 * The principal of a request that a guard let in; `undefined` where the permissions let anybody in and nobody
 * authenticated. Throws for a request that no guard has seen: a forgotten guard must not look like a stranger.
 */
export function principalOf(request: object): Principal | undefined {
  if (!principals.has(request)) throw new TypeError('this request passed no guard of Latchkey')
  return principals.get(request)
}
