import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../testing/test-auth.ts'
import { createRegistry } from './registry.ts'
import { countWebhooks, watchWebhooks } from './webhook-metrics.ts'

const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
const data = { endpoint: 'billing', type: 'user.created', messageId: 'msg_1', attempt: 1, took: 7 }

test('attempts are counted by endpoint and outcome, and no other event is', () => {
  const registry = createRegistry()
  const count = countWebhooks(registry)
  count({ name: 'webhook.sent', data })
  count({ name: 'webhook.sent', data })
  count({ name: 'webhook.failed', reason: 'gone', data })
  count({ name: 'webhook.tested', data: { endpoint: 'billing' } })
  count({ name: 'login.failed' })
  assert.deepEqual(registry.render().match(/^latchkey.*/gm), [
    'latchkey_webhooks_total{endpoint="billing",outcome="sent"} 2',
    'latchkey_webhooks_total{endpoint="billing",outcome="failed"} 1',
  ])
})

test('a scrape shows what waits, and for how long', async () => {
  const auth = await createTestAuth({ webhooks: { billing: { url: 'https://billing.example.com/', secret } } })
  const now = auth.clock.now()
  await auth.store.deliveries.put({ endpoint: 'billing', event: 'user.created', body: '{}', now })
  auth.clock.advance(90_000)
  const registry = createRegistry()
  watchWebhooks(registry, auth)
  await auth.store.deliveries.count(['billing'])
  assert.deepEqual(registry.render().match(/^latchkey.*/gm), [
    'latchkey_webhooks_waiting{endpoint="billing"} 1',
    'latchkey_webhooks_kept_failed{endpoint="billing"} 0',
    'latchkey_webhooks_age_seconds{endpoint="billing"} 90',
  ])
})

test('without an endpoint there is no such line', async () => {
  const registry = createRegistry()
  watchWebhooks(registry, await createTestAuth())
  assert.equal(registry.render(), '')
})
