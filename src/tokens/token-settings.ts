/** What tokens are made by and judged by. The product's settings are assignable to it. */

import type { Keyring, VerifyingKeyring } from '../keys/keyring.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'

export type JsonEncoder = (this: unknown, name: string, value: unknown) => unknown

/** What a verifier must know. */
export interface ReadSettings {
  /**
   * Written as `iss` and required. Of several each is accepted and the first is written: SimpleJWT writes the whole
   * list, and then refuses its own tokens, because an issuer is one text (RFC 7519 section 4.1.1).
   */
  readonly issuer?: string | readonly string[] | undefined
  /** Written as `aud`, as it is; one of them is required. */
  readonly audience?: string | readonly string[] | undefined
  /** How far the clocks of two machines may be apart, in seconds. */
  readonly leeway: number
  /** `null`: kinds are not told apart. */
  readonly tokenTypeClaim: string | null
  /** `null`: tokens have no id. Revocation by id is then impossible. */
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
  /** Replaces what JSON has no form for, as the second argument of JSON.stringify. */
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
