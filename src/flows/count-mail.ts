/** Limits on the mails that a request can trigger: per address, per client and per user. Against mail bombing. */
import { subscriberOf } from '../kernel/address.ts'
import type { UserId } from '../kernel/user-id.ts'
import type { Needs } from '../system.ts'
import { parseRate, type Rate } from '../throttles/rate.ts'
import type { Hit } from '../throttles/store.ts'
import { throttled } from '../throttles/throttle.ts'
import { foldEmail } from '../users/email.ts'

type Parts = Needs<'settings' | 'throttles' | 'clock' | 'origin'>

/** Counts alike for known and unknown addresses (account enumeration). Throws `throttled`. */
export async function requireMailRoom(system: Parts, to: string, userId?: UserId): Promise<void> {
  const hit = await countMail(system, to, userId)
  if (hit.outcome === 'refused') throw throttled(hit.waitMs, 'mail_rate')
}

/**
 * The client is counted first, so that a client over its limit does not use up the limit of the address. A stranger who
 * used up that limit must not keep its owner from a reset (denial of service): a client that has not asked for the
 * address in this period gets one more mail, up to a cap a day that no number of clients exceeds. The mail of a
 * registration does not use it up: the new owner may need a reset within the hour.
 */
export async function countMail(
  system: Parts,
  to: string,
  userId?: UserId,
  purpose: 'request' | 'registration' = 'request',
): Promise<Hit> {
  const { settings, throttles, clock, origin } = system
  if (!settings.throttling) return counted
  const [byClient, byAddress] = [parseRate(settings.mailClientRate), parseRate(settings.mailRate)]
  const count = (key: string, { limit, periodMs }: Rate) => throttles.hit(`mail ${key}`, limit, periodMs, clock.now())
  const [client, address] = [subscriberOf(origin.address), foldEmail(to)]

  // Without a client address nothing is counted under it, and no client is known to be new.
  const asClient: Hit = client === undefined ? counted : await count(`client ${client}`, byClient)
  if (asClient.outcome === 'refused') return asClient
  const asUser = userId === undefined ? counted : await count(`user ${userId}`, byAddress)
  if (asUser.outcome === 'refused') return asUser
  const isNewcomer =
    client !== undefined &&
    (await count(`newcomer ${purpose} ${client} ${address}`, { ...byAddress, limit: 1 })).outcome === 'counted'
  const asAddress = await count(`address ${address}`, byAddress)
  if (asAddress.outcome === 'counted' || !isNewcomer) return asAddress
  const more = await count(`newcomers ${address}`, { limit: 2 * byAddress.limit, periodMs: dayMs })
  return more.outcome === 'counted' ? more : asAddress
}

const counted: Hit = { outcome: 'counted' }
const dayMs = 86_400_000
