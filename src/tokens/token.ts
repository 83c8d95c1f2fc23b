/** What an open token is, as types. */
import type { TokenKind } from './define-token.ts'

/** Claims of a token. The times are seconds since 1970. */
export type Claims = Readonly<Record<string, unknown>> & {
  readonly token_type?: string
  readonly exp?: number
  readonly iat?: number
  readonly nbf?: number
  readonly jti?: string
  readonly sid?: string
}

/** Claims of a token that was found to be of kind `K`. */
export type OpenToken<K extends TokenKind = TokenKind> = Claims & {
  readonly exp: number
  readonly jti: string
  readonly token_type?: K['type']
}
