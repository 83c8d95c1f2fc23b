/** What a login or a refresh returns. */
import type { MintedToken, UnsignedToken } from './minted-token.ts'

/** An access and a refresh token of one session. */
export interface TokenPair {
  readonly access: MintedToken
  readonly refresh: MintedToken
}

/** A pair that is still to be signed: sign.ts. */
export interface UnsignedPair {
  readonly access: UnsignedToken
  readonly refresh: UnsignedToken
}

/** The response body of the obtain endpoint, with SimpleJWT's order of members. */
export function pairBody({ refresh, access }: TokenPair): { refresh: string; access: string } {
  return { refresh: refresh.text, access: access.text }
}
