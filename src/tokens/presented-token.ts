/** A token that a caller presents, as the stores know it: by its id, and for how long the id has to be remembered. */
export interface PresentedToken {
  readonly jti: string
  /** Seconds since 1970. */
  readonly iat: number | undefined
  readonly exp: number
}
