/** The claims of a token, without verification: for tests of what was written. */
import type { Claims } from '../tokens/claims.ts'

/** The claims of a token, unverified. For tests only. */
export function readClaims(token: string): Claims {
  const [, payload = ''] = token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}
