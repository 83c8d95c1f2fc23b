/** What is dangerous needs a login of the last minutes: a console that was left open must not be enough. */

import { requireRecentLogin } from '../../flows/reauthenticate.ts'
import { type Call, requirePrincipal } from '../../http/endpoints/endpoint.ts'
import { problem } from '../../problems.ts'
import type { Needs } from '../../system.ts'

type Parts = Needs<'settings' | 'linkedProviders' | 'secondFactors'>

/** Within `recentLoginMinutes`. An API key has no login. Throws `recent_login_required`, `permission_denied`. */
export async function requireFreshLogin(system: Parts, call: Pick<Call, 'principal'>): Promise<void> {
  const principal = requirePrincipal(call as Call)
  if (principal.apiKey !== undefined) throw problem('permission_denied', { reason: 'api_key' })
  await requireRecentLogin(system, principal)
}
