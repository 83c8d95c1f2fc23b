/** The caller of a request, as identified by its token. The user's row is read on demand, at most once a request. */

import type { UserId } from '../kernel/user-id.ts'
import type { User } from './user.ts'

/** The key that a request came with. */
export interface ApiKeyUse {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
}

/** The authenticated caller. `id` and `claims` are there at once; `user()` reads the row, once for each request. */
export interface Principal {
  readonly id: UserId
  /** The token's claims, verified. */
  readonly claims: Readonly<Record<string, unknown>>
  /** The token's session, if it has one. */
  readonly sid: string | undefined
  /** Absent if the request has a token. */
  readonly apiKey?: ApiKeyUse
  /** The user from the token's claims alone, without a database read: TOKEN_USER_CLASS. */
  tokenUser(): unknown
  /** Whether the user, or one of their groups, has it: `await principal.hasPermission('shop.add_product')`. */
  hasPermission(permission: string): Promise<boolean>
  /** Whether the user is in this role of the configuration, or a superuser, who is in all: `await principal.hasRole('editor')`. */
  hasRole(role: string): Promise<boolean>
  /** The roles that the user was given, by name. Of a superuser those alone, though `hasRole` is true of every one. */
  roles(): Promise<readonly string[]>
  /**
   * Seconds since the user last proved who they are: `auth_time` of the token, or the beginning of its session. `undefined`
   * for an API key and for a token of another issuer, of which no one here knows.
   */
  authenticationAge(): Promise<number | undefined>
  /** Reads the user's row. Throws `user_not_found` or `user_inactive`. */
  user(): Promise<User>
}
