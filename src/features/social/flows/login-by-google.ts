/** Tutorial 4's login: a Google token that an app obtained itself is a first factor. */

import type { LoginParts } from '../../../flows/login.ts'
import type { Proven } from '../../../flows/pass-gate.ts'
import type { Needs } from '../../../system.ts'
import { findOrCreateUser, refuseSignIn } from './find-or-create-user.ts'
import { passSocialGate } from './sign-in-session.ts'

/** Throws `invalid_google_token`, `provider_unavailable`, what `findOrCreateUser` throws, and what the gate asks for. */
export async function loginByGoogle(
  system: LoginParts & Needs<'social' | 'socialAccounts' | 'origin' | 'outboxWorker'>,
  token: string,
): Promise<{ readonly proven: Proven; readonly created: boolean }> {
  const identity = token === '' ? undefined : await system.social.google?.identify(token)
  if (identity === undefined) throw refuseSignIn(system, 'invalid_google_token')
  const { user, created } = await findOrCreateUser(system, 'google', identity)
  const entry = { row: 'social_google_token', state: { created } }
  return { proven: await passSocialGate(system, user, 'google', entry), created }
}
