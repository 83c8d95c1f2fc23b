/** Who makes a request, as the token says it. The row is read when somebody asks for it, once a request. */

import type { UserId } from '../kernel/user-id.ts'
import type { User } from './user.ts'

/** The key that a request came with. */
export interface ApiKeyUse {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
}

export interface Principal {
  readonly id: UserId
  /** The token's claims, verified. */
  readonly claims: Readonly<Record<string, unknown>>
  /** The session that the token belongs to, where it has one. */
  readonly sid: string | undefined
  /** Absent where a token was sent. */
  readonly apiKey?: ApiKeyUse
  /** The user as the token alone tells it, without any database: TOKEN_USER_CLASS. */
  tokenUser(): unknown
  /** Whether the user, or a group of theirs, was granted this: `await principal.hasPermission('shop.add_product')`. */
  hasPermission(permission: string): Promise<boolean>
  /** Reads the user's row; throws `user_not_found` or `user_inactive` when there is none to act for. */
  user(): Promise<User>
}
