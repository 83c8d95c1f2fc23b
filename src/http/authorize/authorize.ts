/** From a request to its principal: not from another site, admitted, and not too often. */
import type { Principal } from '../../users/principal.ts'
import type { Incoming } from '../request/message.ts'
import type { RequestScope } from '../request/request-scope.ts'
import type { AccessRule } from './access-rule.ts'
import { admit } from './admission.ts'
import { refuseCrossSite } from './cross-site.ts'
import { limitRequests, throttlesOf } from './limits.ts'

/** `undefined` for an anonymous request. Throws what refuses it: `csrf_failed`, 401, 403, `throttled`. */
export async function authorize(
  scope: RequestScope,
  rule: AccessRule,
  incoming: Incoming,
): Promise<Principal | undefined> {
  const { system } = scope
  // Before anything is counted: a page of another site must not use up its visitor's login attempts.
  if (rule.usesCookies === true) refuseCrossSite(incoming, system.settings)
  const admission = await admit(scope, rule, incoming)
  if (admission.kind === 'refused') throw admission.error
  const principal = admission.kind === 'authenticated' ? admission.principal : undefined
  const throttles = throttlesOf(rule, system.settings)
  if (throttles.length > 0) await limitRequests(system, throttles, incoming, principal)
  return principal
}
