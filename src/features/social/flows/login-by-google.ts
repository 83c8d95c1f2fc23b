/** Tutorial 4's login: starts a session from a Google token that an app obtained itself. */

import type { LoginParts } from '../../../flows/login.ts'
import type { Needs } from '../../../system.ts'
import type { TokenPair } from '../../../tokens/token-pair.ts'
import { findOrCreateUser, refuseSignIn } from './find-or-create-user.ts'
import { startSocialSession } from './sign-in-session.ts'

/** Throws `invalid_google_token`, `provider_unavailable`, and what `findOrCreateUser` throws. */
export async function loginByGoogle(
  system: LoginParts & Needs<'social' | 'socialAccounts' | 'origin' | 'outboxWorker'>,
  token: string,
): Promise<{ readonly tokens: TokenPair; readonly created: boolean }> {
  const identity = token === '' ? undefined : await system.social.google?.identify(token)
  if (identity === undefined) throw refuseSignIn(system, 'invalid_google_token')
  const { user, created } = await findOrCreateUser(system, 'google', identity)
  return { tokens: await startSocialSession(system, user, 'google'), created }
}
