/** An operator removes the account of a provider from an account here: it was stolen, or its owner has lost it. */
import { actAs } from '../../../../flows/admin/act-as.ts'
import { attachedNotice } from '../../../../flows/notice.ts'
import type { Actor } from '../../../../kernel/actor.ts'
import type { UserId } from '../../../../kernel/user-id.ts'
import type { Needs } from '../../../../system.ts'

type Parts = Needs<'socialAccounts' | 'settings' | 'clock' | 'origin' | 'events' | 'outboxWorker'>

/**
 * The last way in is removed, too: the notice tells its owner how to choose a password. Sessions that were started with it
 * stay alive. `gone`: the account is not linked to this provider.
 */
export async function unlinkUserProvider(
  system: Parts,
  actor: Actor,
  userId: UserId,
  provider: string,
): Promise<'unlinked' | 'gone'> {
  const { socialAccounts, settings, clock, origin, events, outboxWorker } = actAs(system, actor)
  const usable = Object.keys(settings.social)
  const mail = attachedNotice(system, 'provider_unlinked')
  const about = { usable, now: clock.now(), origin, takesLast: true, mail }
  if ((await socialAccounts.unlink(userId, provider, about)) === 'unknown') return 'gone'
  events.emit({ name: 'social.unlinked', reason: provider, userId })
  outboxWorker.wake()
  return 'unlinked'
}
