import { tokenIdOf } from './claims.ts'
import type { Claims } from './token.ts'
import type { ReadSettings } from './token-settings.ts'

/** A presented token as the stores see it: its id, and how long the id must be remembered. */
export interface PresentedToken {
  /** Empty where tokens have no id (`jtiClaim: null`): such a token can neither be spent nor found spent. */
  readonly jti: string
  /** Seconds since 1970. */
  readonly iat: number | undefined
  readonly exp: number
  /** Its kind as it says itself, such as `refresh`. Absent where tokens do not say it (`tokenTypeClaim: null`). */
  readonly type?: string | undefined
}

export function presentedToken(
  settings: Pick<ReadSettings, 'jtiClaim' | 'tokenTypeClaim'>,
  claims: Claims,
): PresentedToken {
  const type = settings.tokenTypeClaim === null ? undefined : claims[settings.tokenTypeClaim]
  return {
    jti: tokenIdOf(settings, claims) ?? '',
    iat: claims.iat,
    exp: claims.exp ?? 0,
    ...(typeof type === 'string' ? { type } : {}),
  }
}
