/** A token without a cache: its signature and its claims, but not its kind. */
import { validateClaims } from './claims.ts'
import { openCompact } from './codec.ts'
import { type CodecOptions, codecOptionsOf } from './compact.ts'
import type { Claims } from './token.ts'
import type { ReadNeeds } from './token-settings.ts'

/** Checks signature, times, issuer, audience, subject and ids: what SimpleJWT leaves to its JWT library. */
export function readToken(needs: ReadNeeds, text: string, options?: CodecOptions): Claims {
  const { claims } = openCompact(text, needs.keyring, codecOptionsOf(needs.settings, options))
  validateClaims(claims, needs.settings, needs.clock)
  return claims
}
