/** How often an endpoint may be asked: by its row's throttles, or else by the rates of the settings. */
import { subscriberOf } from '../kernel/address.ts'
import type { Settings } from '../settings.ts'
import type { Needs } from '../system.ts'
import { anonRate, countRequest, type Throttle, userRate } from '../throttles/throttle.ts'
import type { Principal } from '../users/principal.ts'
import type { Endpoint } from './endpoint.ts'
import type { Incoming } from './message.ts'

/** Counts the request of whoever was let in. Throws `throttled`. */
export async function limitRequests(
  system: Needs<'settings' | 'throttles' | 'clock'>,
  endpoint: Endpoint,
  incoming: Incoming,
  principal: Principal | undefined,
): Promise<void> {
  const { settings } = system
  if (!settings.throttling) return
  const rules = endpoint.throttles ?? standingThrottles(settings)
  if (rules.length > 0) await countRequest(system, rules, { principal, address: addressOf(incoming, settings) })
}

function standingThrottles({ anonRate: anon, userRate: user }: Settings): readonly Throttle[] {
  return [...(anon === null ? [] : [anonRate(anon)]), ...(user === null ? [] : [userRate(user)])]
}

const longestForwarded = 128

function addressOf(incoming: Incoming, { throttleAddress }: Settings): string {
  const chain = throttleAddress === 'forwarded' ? (incoming.header('x-forwarded-for') ?? '').replaceAll(/\s/g, '') : ''
  return chain === '' ? subscriberOf(incoming.remoteAddress) : chain.slice(0, longestForwarded)
}
