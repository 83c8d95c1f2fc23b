import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../testing/test-auth.ts'
import { checkDeliveries, checkWebhooks } from './check-webhooks.ts'

const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
const hour = 3_600_000

async function open(url = 'https://billing.example.com/') {
  return await createTestAuth({ webhooks: { billing: { url, secret, insecure: true } } })
}

test('an endpoint over plain HTTP to another machine is told, and one on this machine is not', async () => {
  const found = async (url: string) => checkWebhooks((await open(url)).system.settings).map(({ what }) => what)
  assert.deepEqual(await found('https://billing.example.com/'), [])
  assert.deepEqual(await found('http://localhost:4000/'), [])
  for (const host of ['billing.internal', '127.0.0.1.example.com', '127.example.com'])
    assert.match((await found(`http://${host}/`))[0] ?? '', /can be read on the way/)
})

test('webhooks that wait for hours are a fault, and those that were given up an advice', async () => {
  const { store, system } = await open()
  const now = system.clock.now()
  const found = async (at: number) =>
    (await checkDeliveries(system.settings, store, at)).map(({ level, what }) => `${level}: ${what}`)
  assert.deepEqual(await found(now), [])
  await store.deliveries.put({ endpoint: 'billing', event: 'user.created', body: '{}', now })
  assert.deepEqual(await found(now + hour), [])
  assert.deepEqual(await found(now + 3 * hour), ['fault: One webhook has waited for billing for 3 hours.'])
  const [held] = await store.deliveries.claim({ endpoint: 'billing', now, until: now + 1, limit: 1 })
  const attempt = { at: now, took: 1, status: 410, reason: 'status' }
  await store.deliveries.finish(held ?? assert.fail(), { attempt, state: 'failed', now })
  assert.deepEqual(await found(now + 3 * hour), ['advice: 1 webhook for billing was given up.'])
  for (const at of [now, now + hour])
    await store.deliveries.put({ endpoint: 'billing', event: 'user.created', body: '{}', now: at })
  assert.deepEqual(await found(now + 1.5 * hour), ['fault: 2 webhooks wait for billing, the oldest for 1 hour.'])
})
