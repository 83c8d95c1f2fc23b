/** The settings that tokens are minted and validated by. `Settings` is assignable to them. */

import type { Keyring, VerifyingKeyring } from '../keys/keyring.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'

export type JsonEncoder = (this: unknown, name: string, value: unknown) => unknown

/** What a verifier needs. */
export interface ReadSettings {
  /**
   * Written as `iss` and required. With several, each is accepted and the first is written: SimpleJWT writes the whole
   * list and then refuses its own tokens, because `iss` is a single string (RFC 7519 section 4.1.1).
   */
  readonly issuer?: string | readonly string[] | undefined
  /** Written as `aud`; a token must have one of them. */
  readonly audience?: string | readonly string[] | undefined
  /** Tolerated clock skew, in seconds. */
  readonly leeway: number
  /** How far, in seconds, `iat` may lie in the future when that is more than the leeway; without it, as far as it likes. */
  readonly issuedAtTolerance?: number | undefined
  /** `false`: `typ` in a header is not looked at, as in PyJWT. */
  readonly checkHeaderType?: boolean
  /** `null`: token types are neither written nor checked. */
  readonly tokenTypeClaim: string | null
  /** `null`: tokens have no id, so they cannot be revoked by id. */
  readonly jtiClaim: string | null
}

/** Lifetimes are in seconds. */
export interface TokenSettings extends ReadSettings {
  readonly accessTokenLifetime: number
  readonly refreshTokenLifetime: number
  readonly slidingTokenLifetime: number
  readonly slidingTokenRefreshLifetime: number
  readonly userIdClaim: string
  readonly slidingTokenRefreshExpClaim: string
  /** Replaces values that JSON cannot represent, like the second argument of JSON.stringify. */
  readonly jsonEncoder?: JsonEncoder | undefined
}

/** What reading a token needs. */
export interface ReadNeeds {
  readonly keyring: VerifyingKeyring
  readonly settings: ReadSettings
  readonly clock: Clock
}

/** What minting a token needs. */
export interface TokenNeeds {
  readonly keyring: Keyring
  readonly settings: TokenSettings
  readonly clock: Clock
  readonly random: Random
}
