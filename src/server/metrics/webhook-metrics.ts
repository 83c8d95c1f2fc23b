/** How webhooks fare, by the names of their endpoints: those of the settings, so there are few. */
import type { Auth } from '../../auth.ts'
import type { EndpointCounts } from '../../features/webhooks/webhook.ts'
import type { AuthEvent } from '../../ports/events.ts'
import type { Registry } from './registry.ts'

const outcomes = new Map<string, string>([
  ['webhook.sent', 'sent'],
  ['webhook.postponed', 'postponed'],
  ['webhook.failed', 'failed'],
])

export function countWebhooks(registry: Registry): (event: AuthEvent) => void {
  const attempts = registry.counter(
    'latchkey_webhooks_total',
    'Attempts to deliver a webhook, by endpoint and outcome: sent, postponed, or failed, which is given up.',
  )
  return event => {
    const outcome = outcomes.get(event.name)
    if (outcome === undefined || event.data === undefined || !('endpoint' in event.data)) return
    attempts.add({ endpoint: event.data.endpoint, outcome })
  }
}

/** Of the database, which all processes share. A scrape does not wait for it: it shows what the scrape before it has asked for. */
export function watchWebhooks(registry: Registry, { system }: Pick<Auth, 'system'>): void {
  const names = Object.keys(system.settings.webhooks)
  if (names.length === 0) return
  const counts = createCounts(() => system.deliveries.count(names))
  registry.gauge('latchkey_webhooks_waiting', 'Webhooks that wait, by endpoint, up to 10,000.', () =>
    counts().map(({ endpoint, waiting }) => [{ endpoint }, waiting]),
  )
  registry.gauge('latchkey_webhooks_kept_failed', 'Webhooks that were given up and are kept, up to 10,000.', () =>
    counts().map(({ endpoint, failed }) => [{ endpoint }, failed]),
  )
  registry.gauge(
    'latchkey_webhooks_age_seconds',
    'For how long the oldest webhook of an endpoint has waited, since it was written or replayed.',
    () => {
      const now = system.clock.now()
      return counts().map(({ endpoint, oldestWaiting = now }) => [
        { endpoint },
        Math.max(0, now - oldestWaiting) / 1000,
      ])
    },
  )
}

function createCounts(read: () => Promise<readonly EndpointCounts[]>): () => readonly EndpointCounts[] {
  let last: readonly EndpointCounts[] = []
  let isReading = false
  const renew = async () => {
    if (isReading) return
    isReading = true
    // While the database is away, what was known last is shown.
    last = await read().catch(() => last)
    isReading = false
  }
  void renew()
  return () => {
    void renew()
    return last
  }
}
