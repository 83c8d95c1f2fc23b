/** Starts the session of a user who signed in with a provider. */

import { beginSession } from '../../../flows/begin-session.ts'
import { finishLogin, type LoginParts } from '../../../flows/login.ts'
import { mintPair } from '../../../flows/mint-pair.ts'
import { sessionCookieClaim } from '../../../tokens/session-cookie-claim.ts'
import type { TokenPair } from '../../../tokens/token-pair.ts'
import type { User } from '../../../users/user.ts'
import { refuseSignIn } from './find-or-create-user.ts'

/** Throws `no_active_account` when the account changed in the meantime. */
export async function startSocialSession(
  system: LoginParts,
  user: User,
  provider: string,
  { remember = true }: { readonly remember?: boolean } = {},
): Promise<TokenPair> {
  const mint = await mintPair(system, user, remember ? undefined : () => ({ [sessionCookieClaim]: true }))
  const tokens = await beginSession(system, user, { factors: [`social:${provider}`], mint, isLogin: true })
  if (tokens === undefined) throw refuseSignIn(system, 'no_active_account', user)
  await finishLogin(system, user, tokens.refresh.claims.sid)
  return tokens
}
