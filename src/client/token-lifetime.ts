/** The lifetime of a token from its exp and iat: the difference does not depend on the local clock. */
import { readClaims } from './read-claims.ts'

/** Milliseconds; NaN when the token has no such times. */
export function lifetimeOf(token: string): number {
  const { exp, iat } = { ...readClaims(token) }
  return (Number(exp) - Number(iat)) * 1000
}
