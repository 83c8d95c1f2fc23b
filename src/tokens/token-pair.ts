/** What a login or a refresh hands out. */
import type { MintedToken } from './mint.ts'

export interface TokenPair {
  readonly access: MintedToken
  readonly refresh: MintedToken
}

/** SimpleJWT's order of members at the obtain endpoint. */
export function pairBody({ refresh, access }: TokenPair): { refresh: string; access: string } {
  return { refresh: refresh.text, access: access.text }
}
