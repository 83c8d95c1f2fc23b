/**
 * A login and its state. Each login is one row, and a refresh updates it, so storage grows with sessions, not with
 * refreshes.
 */

import type { UserId } from '../kernel/user-id.ts'
import type { TokenStamp } from '../tokens/minted-token.ts'

export type { TokenStamp }

export type EndReason =
  | 'logout'
  | 'replay'
  | 'password_change'
  | 'deactivated'
  | 'deleted'
  | 'renamed'
  | 'ended_by_user'
  | 'ended_by_operator'
  | 'lifetime'
  | 'limit'
  | 'restored'

export interface Session {
  /** `sid`: 128 random bits, base64url. */
  readonly id: string
  readonly userId: UserId
  /** Milliseconds since 1970, like all times of a session. */
  readonly startedAt: number
  readonly lastUsedAt: number
  /** When the current refresh token expires. */
  readonly expiresAt: number
  readonly endedAt: number | null
  readonly endReason: EndReason | null
  /** The id and times from which the current refresh token can be minted again: no token text is stored. */
  readonly current: TokenStamp
  readonly previous: { readonly jti: string; readonly replacedAt: number } | null
  /** How often it was rotated. */
  readonly generation: number
  readonly factors: readonly string[]
  readonly address: string
  readonly userAgent: string
}
