/** The first pair of a session: a refresh token for this user, and an access token derived from it. */
import type { Needs } from '../system.ts'
import { deriveAccess } from '../tokens/derive.ts'
import { draftToken } from '../tokens/mint.ts'
import { refreshToken } from '../tokens/refresh.ts'
import { signPair } from '../tokens/sign.ts'
import type { TokenPair } from '../tokens/token-pair.ts'
import type { User } from '../users/user.ts'
import type { FirstTokens, NewSession } from './begin-session.ts'
import { tokensUntil } from './tokens-until.ts'
import { type ClaimsOf, userClaims } from './user-claims.ts'
import { accountIdOf, userClaimOf } from './user-status.ts'

type MintParts = Needs<'settings' | 'keyring' | 'clock' | 'random' | 'groups'>

/** The claims of the settings stand beside the standard ones in both tokens, and those of `claimsOf`. */
export async function mintPair(
  system: MintParts,
  user: User,
  claimsOf?: ClaimsOf,
): Promise<(session: NewSession) => Promise<FirstTokens<TokenPair>>> {
  const { settings } = system
  const claims = await userClaims(system, user, claimsOf)
  return async ({ sid, now, notAfter, authentication }) => {
    const refresh = draftToken(system, refreshToken, {
      userId: userClaimOf(settings, user),
      accountId: accountIdOf(settings, user),
      claims,
      sid,
      now,
      notAfter,
      authentication,
    })
    const access = deriveAccess(system, refresh.claims, { now, notAfter })
    return firstPair(system, await signPair(system, { refresh, access }))
  }
}

/** A pair as the session's row remembers it. */
export function firstPair({ settings }: Needs<'settings'>, tokens: TokenPair): FirstTokens<TokenPair> {
  return { tokens, stamp: tokens.refresh, tokensUntil: tokensUntil(settings, tokens) }
}
