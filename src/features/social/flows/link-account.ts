/** Links a user to an account of a provider, and unlinks it again. */

import { attachedNotice } from '../../../flows/notice.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import { problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import type { SocialIdentity } from '../provider.ts'

type Parts = Needs<
  'socialAccounts' | 'users' | 'sessions' | 'clock' | 'origin' | 'events' | 'settings' | 'outboxWorker'
>

/** The user who began it has to be logged in still. Throws `social_already_linked`, `social_state_invalid`. */
export async function linkByProvider(
  system: Parts,
  { userId, sid }: { readonly userId: UserId; readonly sid: string | undefined },
  { provider, identity }: { readonly provider: string; readonly identity: SocialIdentity },
): Promise<void> {
  const user = await system.users.findById(userId)
  const session = sid === undefined ? undefined : await system.sessions.find(sid)
  const hasEnded = sid !== undefined && (session?.endedAt !== null || session.userId !== userId)
  if (user?.isActive !== true || hasEnded) throw problem('social_state_invalid', { reason: 'logged_out' })
  const { subject, email } = identity
  const now = system.clock.now()
  const mail = attachedNotice(system, 'provider_linked')
  const link = { userId, provider, subject, email, now, origin: system.origin, mail }
  const outcome = await system.socialAccounts.link(link)
  if (outcome === 'taken') throw problem('social_already_linked', { reason: provider, evidence: { userId } })
  if (outcome === 'gone') throw problem('social_state_invalid', { reason: 'logged_out' })
  system.outboxWorker.wake()
  if (outcome === 'linked') system.events.emit({ name: 'social.linked', reason: provider, userId, sid })
}

/** Throws `not_found`, `social_last_login`. Sessions that were started with the provider stay alive. */
export async function unlinkProvider(
  system: Needs<'socialAccounts' | 'settings' | 'clock' | 'origin' | 'events'>,
  userId: UserId,
  provider: string,
): Promise<void> {
  const usable = Object.keys(system.settings.social)
  const about = { usable, now: system.clock.now(), origin: system.origin }
  const outcome = await system.socialAccounts.unlink(userId, provider, about)
  if (outcome === 'unknown') throw problem('not_found', { reason: 'social_account' })
  if (outcome === 'last') throw problem('social_last_login', { reason: provider, evidence: { userId } })
  system.events.emit({ name: 'social.unlinked', reason: provider, userId })
}
