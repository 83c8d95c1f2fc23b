/** A name and a password become a sliding token, with a session of its own. */
import { draftToken } from '../tokens/mint.ts'
import type { MintedToken } from '../tokens/minted-token.ts'
import { signToken } from '../tokens/sign.ts'
import { slidingToken } from '../tokens/sliding.ts'
import type { User } from '../users/user.ts'
import { beginSession, type FirstTokens, type NewSession } from './begin-session.ts'
import { finishLogin, type LoginParts, refuseLogin } from './login.ts'
import type { Proven } from './pass-gate.ts'
import { userClaims } from './user-claims.ts'
import { accountIdOf, userClaimOf } from './user-status.ts'

/** Throws `no_active_account` where the account changed meanwhile. */
export async function completeSlidingLogin(
  system: LoginParts,
  proven: Proven,
): Promise<{ readonly user: User; readonly token: MintedToken }> {
  const { user } = proven
  const mint = mintSliding(system, user, await userClaims(system, user))
  const token = await beginSession(system, proven, { mint, isLogin: true })
  if (token === undefined) throw refuseLogin(system, 'account_changed_meanwhile', user)
  await finishLogin(system, user, token.claims.sid)
  return { user, token }
}

function mintSliding(system: LoginParts, user: User, claims: Readonly<Record<string, unknown>>) {
  const { settings } = system
  return async ({ sid, now, authentication }: NewSession): Promise<FirstTokens<MintedToken>> => {
    const named = { userId: userClaimOf(settings, user), accountId: accountIdOf(settings, user) }
    const draft = draftToken(system, slidingToken, { ...named, claims, sid, now, authentication })
    const token = await signToken(system, draft)
    const end = refreshEnd(system, token)
    const tokensUntil = (end + settings.slidingTokenLifetime + settings.leeway + 1) * 1000
    return { tokens: token, stamp: { ...token, exp: end }, tokensUntil }
  }
}

/** A session lasts as long as its token can be renewed. Seconds. */
function refreshEnd({ settings }: LoginParts, { claims, exp }: MintedToken): number {
  const end = claims[settings.slidingTokenRefreshExpClaim]
  return typeof end === 'number' ? end : exp
}
