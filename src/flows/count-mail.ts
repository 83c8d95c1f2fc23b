/** Limits on the mails that a request can trigger: per address, per client and per user. Against mail bombing. */
import { subscriberOf } from '../kernel/address.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { Needs } from '../system.ts'
import { parseRate } from '../throttles/rate.ts'
import type { Hit } from '../throttles/store.ts'
import { throttled } from '../throttles/throttle.ts'
import { foldEmail } from '../users/email.ts'

type Parts = Needs<'settings' | 'throttles' | 'clock' | 'origin'>

/** Counts alike for known and unknown addresses (account enumeration). Throws `throttled`. */
export async function requireMailRoom(system: Parts, to: string, userId?: UserId): Promise<void> {
  const hit = await countMail(system, to, userId)
  if (hit.outcome === 'refused') throw throttled(hit.waitMs, 'mail_rate')
}

/** The client is counted first, so that a client over its limit does not use up the limit of the address. */
export async function countMail(system: Parts, to: string, userId?: UserId): Promise<Hit> {
  const { settings, throttles, clock, origin } = system
  if (!settings.throttling) return { outcome: 'counted' }
  const [byClient, byAddress] = [parseRate(settings.mailClientRate), parseRate(settings.mailRate)]
  const subscriber = subscriberOf(origin.address)
  const counts = [
    ...(subscriber === undefined ? [] : [{ key: `mail client ${subscriber}`, ...byClient }]),
    ...(userId === undefined ? [] : [{ key: `mail user ${userId}`, ...byAddress }]),
    { key: `mail address ${foldEmail(to)}`, ...byAddress },
  ]
  for (const { key, limit, periodMs } of counts) {
    const hit = await throttles.hit(key, limit, periodMs, clock.now())
    if (hit.outcome === 'refused') return hit
  }
  return { outcome: 'counted' }
}
