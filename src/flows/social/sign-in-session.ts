/** The session of somebody who came through a provider. */
import type { Origin } from '../../sessions/store.ts'
import type { User } from '../../users/user.ts'
import { type LoginParts, welcome } from '../login.ts'
import { startSession } from '../start-session.ts'
import type { TokenPair } from '../token-pair.ts'
import { refuseSignIn } from './enter.ts'

/** Throws `no_active_account` when the account changed hands meanwhile. */
export async function startSocialSession(
  system: LoginParts,
  user: User,
  { provider, origin }: { readonly provider: string; readonly origin: Origin },
): Promise<TokenPair> {
  const claims = await system.settings.tokenClaims?.(user)
  const authenticatedBy = `social:${provider}` as const
  const tokens = await startSession(system, user, { authenticatedBy, origin, claims, isLogin: true })
  if (tokens === undefined) throw refuseSignIn(system, 'no_active_account', user)
  await welcome(system, user, tokens.refresh.claims.sid)
  return tokens
}
