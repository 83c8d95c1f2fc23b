/** The types of a verified token. */
import type { TokenKind } from './define-token.ts'

/** The claims of a token. Times are seconds since 1970. */
export type Claims = Readonly<Record<string, unknown>> & {
  readonly token_type?: string
  readonly exp?: number
  readonly iat?: number
  readonly nbf?: number
  readonly jti?: string
  readonly sid?: string
}

/** The claims of a token of kind `K`. */
export type OpenToken<K extends TokenKind = TokenKind> = Claims & {
  readonly exp: number
  readonly jti: string
  readonly token_type?: K['type']
}
