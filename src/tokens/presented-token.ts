/** A presented token as the stores see it: its id, and how long the id must be remembered. */
export interface PresentedToken {
  readonly jti: string
  /** Seconds since 1970. */
  readonly iat: number | undefined
  readonly exp: number
}
