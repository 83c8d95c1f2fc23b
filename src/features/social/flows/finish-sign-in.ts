/** Finishes a sign-in when the browser returns from the provider: with cookies, a code, or a linked account. */

import type { LoginParts } from '../../../flows/login.ts'
import { problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import type { TokenPair } from '../../../tokens/token-pair.ts'
import type { SocialIdentity } from '../provider.ts'
import { findOrCreateUser } from './find-or-create-user.ts'
import { linkByProvider } from './link-account.ts'
import type { PendingSignIn } from './pending-sign-in.ts'
import { sealCode } from './sign-in-code.ts'
import { passSocialGate, startSocialSession } from './sign-in-session.ts'

type Parts = LoginParts & Needs<'social' | 'socialAccounts' | 'seal' | 'origin' | 'outboxWorker'>

export type FinishedSignIn =
  | { readonly kind: 'cookies'; readonly tokens: TokenPair }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'linked' }

/** Throws `social_refused`, `provider_unavailable`, `social_already_linked`, and what `findOrCreateUser` throws. */
export async function finishSignIn(
  system: Parts,
  pending: PendingSignIn,
  answer: URLSearchParams,
): Promise<FinishedSignIn> {
  const { provider, result } = pending
  const identity = await identify(system, pending, answer)
  if (result.kind === 'link') {
    await linkByProvider(system, result, { provider, identity })
    return { kind: 'linked' }
  }
  const { user, created } = await findOrCreateUser(system, provider, identity)
  if (result.kind === 'code') {
    return { kind: 'code', code: sealCode(system, { provider, user, created, challenge: result.challenge }) }
  }
  const entry = { row: 'social_callback', state: { next: pending.next, remember: result.remember !== false } }
  const proven = await passSocialGate(system, user, provider, entry)
  return { kind: 'cookies', tokens: await startSocialSession(system, proven, result) }
}

async function identify(
  { social }: Needs<'social'>,
  pending: PendingSignIn,
  answer: URLSearchParams,
): Promise<SocialIdentity> {
  const provider = social.find(pending.provider)
  if (provider === undefined) throw problem('not_found', { reason: 'provider' })
  const identity = await provider.finish(pending, answer)
  const isOne = identity.subject !== '' && identity.subject.length <= 255
  if (!isOne) throw problem('social_refused', { reason: 'no_subject', evidence: { provider: pending.provider } })
  return identity
}
