/** From a request to whoever may make it: not from another site, known, permitted, and not too often. */
import { findRefusal } from '../../permissions/permission.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { Incoming } from '../request/message.ts'
import { type Identity, identify } from './admission.ts'
import { refuseCrossSite } from './cross-site.ts'
import { limitRequests } from './limits.ts'
import { denialOf } from './permission-error.ts'

/** Throws what refuses the request: `csrf_failed`, what `identify` throws, 401 or 403, `throttled`. */
export async function authorize(
  system: System,
  endpoint: Endpoint,
  incoming: Incoming,
): Promise<Principal | undefined> {
  // Before anything is counted: a page elsewhere must not use up its visitor's attempts to log in.
  if (endpoint.usesCookies === true) refuseCrossSite(incoming, system.settings)
  const principal = await admit(endpoint, incoming, await identify(system, endpoint, incoming))
  await limitRequests(system, endpoint, incoming, principal)
  return principal
}

/** Whoever is let in, or nobody where nobody is needed. 401 for nobody, 403 for somebody who may not. */
async function admit(endpoint: Endpoint, { method }: Incoming, identity: Identity): Promise<Principal | undefined> {
  const principal = identity.kind === 'somebody' ? identity.principal : undefined
  const refusal = await findRefusal(endpoint.permissions, { principal, method })
  if (refusal === undefined) return principal
  if (identity.kind === 'stale_cookie') throw identity.refusal
  throw denialOf(refusal, principal)
}
