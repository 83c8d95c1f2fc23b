/** An operator has deliveries sent again, or tries an endpoint. */
import { actAs } from '../../../../flows/admin/act-as.ts'
import type { Actor } from '../../../../kernel/actor.ts'
import type { Needs } from '../../../../system.ts'
import { testDelivery } from '../../deliveries-of.ts'
import { type Delivery, mostReplayed } from '../../webhook.ts'

type Parts = Needs<'deliveries' | 'settings' | 'clock' | 'events' | 'origin' | 'outboxWorker'>

/**
 * The same message, with the id that it had, so that a receiver knows it. One that waits is sent now; one that is being sent
 * at this moment may go out twice. `no_endpoint`: the settings have none of its name any more.
 */
export async function replayDelivery(
  system: Parts,
  actor: Actor,
  id: number,
): Promise<'done' | 'gone' | 'no_endpoint'> {
  const { deliveries, settings, clock, events, origin, outboxWorker } = actAs(system, actor)
  const delivery = await deliveries.find(id)
  if (delivery === undefined) return 'gone'
  const { endpoint } = delivery
  if (!Object.hasOwn(settings.webhooks, endpoint)) return 'no_endpoint'
  if ((await deliveries.replay(id, clock.now(), origin)) === 'gone') return 'gone'
  events.emit({ name: 'webhook.replayed', data: { endpoint, deliveries: 1 } })
  outboxWorker.wake()
  return 'done'
}

/** All that failed at that time (ms) or later, the oldest first, up to 1000. Gives how many. */
export async function replayFailed(
  system: Parts,
  actor: Actor,
  { endpoint, since }: { readonly endpoint: string; readonly since: number },
): Promise<number | 'no_endpoint'> {
  const { deliveries, settings, clock, events, origin, outboxWorker } = actAs(system, actor)
  if (!Object.hasOwn(settings.webhooks, endpoint)) return 'no_endpoint'
  const failed = { endpoint, since, now: clock.now(), limit: mostReplayed }
  const count = await deliveries.replayFailed(failed, origin)
  if (count === 0) return 0
  events.emit({ name: 'webhook.replayed', data: { endpoint, deliveries: count } })
  outboxWorker.wake()
  return count
}

/** Sends `webhook.test` there, whatever the endpoint subscribes to. */
export async function testWebhook(system: Parts, actor: Actor, endpoint: string): Promise<Delivery | 'no_endpoint'> {
  const { deliveries, settings, clock, events, origin, outboxWorker } = actAs(system, actor)
  if (!Object.hasOwn(settings.webhooks, endpoint)) return 'no_endpoint'
  const { actor: by, traceId } = origin
  const delivery = await deliveries.put(testDelivery(endpoint, { at: clock.now(), actor: by, traceId }), origin)
  events.emit({ name: 'webhook.tested', data: { endpoint } })
  outboxWorker.wake()
  return delivery
}
