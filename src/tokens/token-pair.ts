/** What a login or a refresh returns. */
import type { MintedToken } from './mint.ts'

/** An access and a refresh token of one session. */
export interface TokenPair {
  readonly access: MintedToken
  readonly refresh: MintedToken
}

/** The response body of the obtain endpoint, with SimpleJWT's order of members. */
export function pairBody({ refresh, access }: TokenPair): { refresh: string; access: string } {
  return { refresh: refresh.text, access: access.text }
}
