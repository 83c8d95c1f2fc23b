/** A token of ours on its way: what its session stores of it, what it will say, and its text. Types only. */
import type { Claims } from './token.ts'

/** What a session stores of a token. */
export interface TokenStamp {
  readonly jti: string
  readonly iat: number
  readonly exp: number
}

/** What a token will say, still to be signed: sign.ts. Its claims have no `jti` when the settings name none for it. */
export interface UnsignedToken extends TokenStamp {
  readonly claims: Claims
}

/** A signed token. Its text has no `jti` when the settings name no claim for it. */
export interface MintedToken extends UnsignedToken {
  readonly text: string
}
