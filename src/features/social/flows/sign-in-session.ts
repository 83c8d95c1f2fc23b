/** The session of a user who signed in with a provider. */

import { beginSession } from '../../../flows/begin-session.ts'
import type { Entry } from '../../../flows/factor-token.ts'
import { finishLogin, type LoginParts } from '../../../flows/login.ts'
import { mintPair } from '../../../flows/mint-pair.ts'
import { type Proven, passGate } from '../../../flows/pass-gate.ts'
import { sessionCookieClaim } from '../../../tokens/session-cookie-claim.ts'
import type { TokenPair } from '../../../tokens/token-pair.ts'
import type { User } from '../../../users/user.ts'
import { refuseSignIn } from './find-or-create-user.ts'

/** What the provider said is a first factor. Throws `mfa_required`, `mfa_enrolment_required`. */
export async function passSocialGate(system: LoginParts, user: User, provider: string, entry: Entry): Promise<Proven> {
  return await passGate(system, { user, factor: `social:${provider}` }, entry)
}

/** Throws `no_active_account` when the account changed in the meantime. */
export async function startSocialSession(
  system: LoginParts,
  proven: Proven,
  { remember = true }: { readonly remember?: boolean } = {},
): Promise<TokenPair> {
  const { user } = proven
  const mint = await mintPair(system, user, remember ? undefined : () => ({ [sessionCookieClaim]: true }))
  const tokens = await beginSession(system, proven, { mint, isLogin: true })
  if (tokens === undefined) throw refuseSignIn(system, 'no_active_account', user)
  await finishLogin(system, user, tokens.refresh.claims.sid)
  return tokens
}
