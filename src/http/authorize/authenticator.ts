/**
 * Ways of saying who one is, for rows that name their own: tried in order, as DRF does. The first that knows its kind
 * of credentials decides: whom it lets in is let in, what it refuses is refused, and no later one is asked.
 */
import { authenticate } from '../../flows/authenticate.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { Incoming } from '../request/message.ts'
import { readBearer } from './find-header-token.ts'

export interface Authenticator {
  readonly name: string
  /** Whether a 401 can name a scheme to come back with. Where the first of a row cannot, its 401 is a 403, as in DRF. */
  readonly isChallenge: boolean
  /** `undefined`: the request has no credentials of this kind. Throws for credentials that are no good. */
  readonly authenticate: (system: System, incoming: Incoming) => Promise<Principal | undefined>
}

/** SimpleJWT's JWTAuthentication: the bearer token of the Authorization header. */
export const tokenAuthentication: Authenticator = {
  name: 'JWTAuthentication',
  isChallenge: true,
  async authenticate(system, incoming) {
    const token = readBearer(incoming, system.settings)
    return token === undefined ? undefined : await authenticate(system, token)
  },
}

/** Another one with a condition of one's own: `check` throws for whom it does not let pass. */
export function refineAuthentication(
  name: string,
  base: Authenticator,
  check: (principal: Principal, system: System) => void | Promise<void>,
): Authenticator {
  return {
    name,
    isChallenge: base.isChallenge,
    async authenticate(system, incoming) {
      const principal = await base.authenticate(system, incoming)
      if (principal !== undefined) await check(principal, system)
      return principal
    },
  }
}
