/** An operator removes all second factors of an account whose owner has lost them. */
import { actAs } from '../../../../flows/admin/act-as.ts'
import type { Actor } from '../../../../kernel/actor.ts'
import type { UserId } from '../../../../kernel/user-id.ts'
import { factorNotice, type ShowParts } from '../show-factor.ts'

/**
 * Recovery codes, trusted browsers and the count of wrong codes go along; sessions stay. The notice tells the owner, who
 * did not ask for it if a stranger talked the operator into it (ASVS 6.4.6). How many factors there were.
 */
export async function resetFactors(system: ShowParts, actor: Actor, userId: UserId): Promise<number | 'unknown_user'> {
  const { factors, clock, origin, events, outboxWorker } = actAs(system, actor)
  const change = { now: clock.now(), by: origin, mail: factorNotice(system, 'factor_removed') }
  const removed = await factors.removeAll(userId, change)
  if (removed === 'unknown_user') return removed
  events.emit({ name: 'factor.reset', userId })
  outboxWorker.wake()
  return removed
}
