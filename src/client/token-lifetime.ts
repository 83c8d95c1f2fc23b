/** The lifetime of a token from its exp and iat: the difference does not depend on the local clock. */
import { readClaims } from './read-claims.ts'

/** Milliseconds, or `undefined` when the token has no such times. */
export function lifetimeOf(token: string): number | undefined {
  const claims = readClaims(token)
  const seconds = Number(claims?.exp) - Number(claims?.iat)
  return seconds > 0 ? seconds * 1000 : undefined
}
