/** What a row of the endpoint table, or a guard, says about access: how to authenticate, who may, how often. */
import type { Permission } from '../../permissions/permission.ts'
import type { Throttle } from '../../throttles/throttle.ts'
import type { Authentication } from './presets.ts'

export interface AdmissionRule {
  /** A preset (`none`, `header`, `any`, `cookie_first`), or a list of authenticators: these and no others, in order. */
  readonly authentication: Authentication
  /**
   * What credentials that are not valid mean. `refuse` (the default): 401, also where anonymous requests are allowed.
   * `ignore`: the request goes on as anonymous, for pages that must not break when a token has expired.
   */
  readonly invalidCredentials?: 'refuse' | 'ignore'
  /**
   * Never reads the user's row to authenticate: for hot paths that trust the token (JWTStatelessUserAuthentication).
   */
  readonly isStateless?: boolean
  readonly permissions: readonly Permission[]
}

export interface AccessRule extends AdmissionRule {
  /** Sets, reads or clears the cookies of tokens: another site must not be able to trigger that (login CSRF). */
  readonly usesCookies?: true
  /** How often it may be asked, by any method; the rates of the settings unless given. */
  readonly throttles?: readonly Throttle[]
}
