/** The session of somebody who came through a provider. */

import { startSession } from '../../../flows/begin-session.ts'
import { type LoginParts, welcome } from '../../../flows/login.ts'
import type { Origin } from '../../../kernel/origin.ts'
import type { TokenPair } from '../../../tokens/token-pair.ts'
import type { User } from '../../../users/user.ts'
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
