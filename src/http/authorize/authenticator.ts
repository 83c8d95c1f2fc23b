/**
 * A way to authenticate a request, like DRF's authentication classes. A row has a list of them, tried in order: the
 * first that finds its kind of credentials decides, and no later one is asked, also when it refuses them.
 */
import type { Settings } from '../../settings/settings.ts'
import type { System } from '../../system.ts'
import type { Principal } from '../../users/principal.ts'
import type { Incoming } from '../request/message.ts'

/** What the endpoint asks of its authenticators. */
export interface AuthenticateOptions {
  /** Never read the user's row: the row of the endpoint says so (`isStateless`). */
  readonly isStateless?: boolean | undefined
}

/** One way to authenticate, for the `authentication` of an endpoint or a guard. It does not check permissions. */
export interface Authenticator {
  readonly name: string
  /**
   * Whether a 401 can name a scheme to come back with. Where the first of a row cannot, its 401 is a 403, as in DRF.
   */
  readonly isChallenge: boolean
  /**
   * Browsers attach these credentials by themselves, as they do with cookies (ambient authority). The client
   * did not choose to send an expired one: it is anonymous where the permissions allow that, and a 401 elsewhere.
   */
  readonly isAmbient?: true
  /** How `/openapi.json` describes it. Without this the document does not mention it. */
  readonly security?: (settings: Settings) => SecurityRequirement
  /** `undefined`: the request has no credentials of this kind. Throws for credentials that are not valid. */
  readonly authenticate: (
    system: System,
    incoming: Incoming,
    options?: AuthenticateOptions,
  ) => Principal | undefined | Promise<Principal | undefined>
}

/** A key of OpenAPI's `components.securitySchemes`, and the scheme object that stands under it. */
export interface SecurityRequirement {
  readonly name: string
  readonly scheme: SecurityScheme
}

/** OpenAPI's security scheme object. */
export interface SecurityScheme {
  readonly type: 'http' | 'apiKey' | 'oauth2' | 'openIdConnect' | 'mutualTLS'
  readonly [member: string]: unknown
}

/** Another authenticator with a condition of its own: `check` throws for principals that it refuses. */
export function refineAuthentication(
  name: string,
  base: Authenticator,
  check: (principal: Principal, system: System) => void | Promise<void>,
): Authenticator {
  return {
    ...base,
    name,
    async authenticate(system, incoming, options) {
      const principal = await base.authenticate(system, incoming, options)
      if (principal !== undefined) await check(principal, system)
      return principal
    },
  }
}
