/** What doctor reads of webhooks, and what a promotion carries. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestPostgres, whyNoPostgres } from '../testing/postgres-store.ts'
import { rowsIn, setUpPromotion } from '../testing/promotion-setup.ts'
import { openTestStore } from '../testing/sqlite-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { inspectAnyDatabase } from './inspect-database.ts'
import { promote } from './promotion/promote.ts'

const skip = await whyNoPostgres()
const now = 1_768_478_400_500
const job = { endpoint: 'billing', event: 'user.created', body: '{"name":"Zoë"}', now } as const

test('doctor counts the webhooks of a file that wait or were given up, and makes nothing', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const { deliveries } = openTestStore(t, path)
  for (let n = 0; n < 3; n += 1) await deliveries.put(job)
  const [held] = await deliveries.claim({ ...job, until: now + 1, limit: 1 })
  const attempt = { at: now, took: 1, reason: 'timeout' }
  await deliveries.finish(held ?? assert.fail(), { attempt, state: 'failed', now })
  const { facts } = await inspectAnyDatabase(`sqlite:${path}`, '.', { now: () => now })
  assert.deepEqual(facts?.openDeliveries, [
    {
      endpoint: 'billing',
      waiting: 2,
      failed: 1,
      oldestWaiting: now,
      lastDelivered: undefined,
      pausedUntil: undefined,
    },
  ])
})

test('a promotion carries what waits and what is kept, and the new database goes on with it', { skip }, async t => {
  const { store, target, promoting } = await setUpPromotion(t)
  store.database.exec('DELETE FROM webhook_deliveries')
  for (let n = 0; n < 3; n += 1) await store.deliveries.put(job)
  const [done, failed] = await store.deliveries.claim({ ...job, until: now + 1, limit: 2 })
  assert.ok(done && failed)
  await store.deliveries.finish(done, { attempt: { at: now, took: 1, status: 204 }, state: 'delivered', now })
  const attempt = { at: now, took: 1, status: 410, reason: 'status' }
  await store.deliveries.finish(failed, { attempt, state: 'failed', reason: 'gone', now })
  const { deliveries: before } = await store.deliveries.list({ limit: 10 })
  await promote(promoting)
  const promoted = await openTestPostgres(t, {}, { url: target })
  assert.deepEqual((await promoted.deliveries.list({ limit: 10 })).deliveries, before)
  const [claimed] = await promoted.deliveries.claim({ ...job, until: now + 1, limit: 10 })
  assert.equal(claimed?.messageId, before.find(({ state }) => state === 'waiting')?.messageId)
  await promoted.deliveries.replay(failed.id, now)
  const next = await promoted.deliveries.put(job)
  assert.ok(before.every(({ id }) => id < next.id))
  const { facts } = await inspectAnyDatabase(target, '.', { now: () => now })
  assert.deepEqual(
    facts?.openDeliveries?.map(({ endpoint, waiting, failed: lost }) => [endpoint, waiting, lost]),
    [['billing', 3, 0]],
  )
  assert.equal((await rowsIn(target, 'SELECT id FROM webhook_deliveries')).length, 4)
})
