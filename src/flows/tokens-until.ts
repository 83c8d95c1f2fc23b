/** How long a session's access tokens can matter: what the revocation log must remember when the session ends. */
import type { Settings } from '../settings/settings.ts'
import type { TokenPair } from '../tokens/token-pair.ts'

/**
 * Milliseconds since 1970. Without rotation nothing is written when an access token is made, so the last one counts
 * from the end of the refresh token.
 */
export function tokensUntil(
  settings: Pick<Settings, 'rotateRefreshTokens' | 'accessTokenLifetime' | 'leeway'>,
  { access, refresh }: TokenPair,
): number {
  const last = settings.rotateRefreshTokens ? access.exp : refresh.exp + settings.accessTokenLifetime
  return (last + settings.leeway + 1) * 1000
}
