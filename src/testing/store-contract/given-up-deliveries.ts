/** Webhooks that no one sends any more: their endpoint left the settings, or they are too old. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute, now, type OpenStore } from './opened-store.ts'

const day = 86_400_000
const webhooks = {
  billing: { url: 'https://billing.example.com/', secrets: [], events: ['user.created'] },
} as const
const due = { endpoint: 'billing', now, until: now + minute, limit: 10 }
const job = { endpoint: 'billing', event: 'user.created', body: '{}', now } as const

export function testGivenUpDeliveries(name: string, open: OpenStore): void {
  testAges(name, open)
  testCounts(name, open)
}

function testAges(name: string, open: OpenStore): void {
  test(`${name}: what waits for an endpoint that the settings have no more is given up after an hour, and stays listed`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries, housekeeping } = store
    await deliveries.put(job)
    const lost = await deliveries.put({ ...job, endpoint: 'gone' })
    assert.equal(await housekeeping.deleteSome('strayDeliveries', now + 60 * minute, 10), 0)
    assert.equal(await housekeeping.deleteSome('strayDeliveries', now + 60 * minute + 1, 10), 1)
    const found = await deliveries.find(lost.id)
    assert.deepEqual([found?.state, found?.reason, found?.dueAt], ['failed', 'no_endpoint', undefined])
    assert.equal((await deliveries.claim(due)).length, 1)
  })

  test(`${name}: what is a week old and was due for a day is given up, and a replayed one is tried first`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries, housekeeping } = store
    const [overdue, tried] = [await deliveries.put(job), await deliveries.put(job)]
    const claimed = await deliveries.claim(due)
    const held = claimed.find(({ id }) => id === tried.id)
    const attempt = { at: now, took: 3, status: 500, reason: 'status' }
    await deliveries.finish(held ?? assert.fail(), { attempt, state: 'waiting', dueAt: now + 6 * day + minute, now })
    const later = now + 7 * day
    assert.equal(await housekeeping.deleteSome('strayDeliveries', later, 10), 0)
    assert.equal(await housekeeping.deleteSome('strayDeliveries', later + 1, 10), 1)
    assert.equal((await deliveries.find(overdue.id))?.reason, 'expired')
    assert.equal((await deliveries.find(tried.id))?.state, 'waiting')
    await deliveries.replay(overdue.id, later + 2)
    assert.equal(await housekeeping.deleteSome('strayDeliveries', later + minute, 10), 0)
  })
}

function testCounts(name: string, open: OpenStore): void {
  test(`${name}: what is given up is counted over all endpoints, up to the limit, and known ones keep theirs`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries, housekeeping } = store
    for (const endpoint of ['billing', 'old', 'older', 'zoo', 'old', 'older', 'zoo', 'billing'])
      await deliveries.put({ ...job, endpoint })
    const later = now + 2 * 60 * minute
    const counts: number[] = []
    for (let round = 0; round < 3; round += 1) counts.push(await housekeeping.deleteSome('strayDeliveries', later, 4))
    assert.deepEqual(counts, [4, 2, 0])
    const { deliveries: left } = await deliveries.list({ state: 'waiting', limit: 10 })
    assert.deepEqual(
      left.map(({ endpoint }) => endpoint),
      ['billing', 'billing'],
    )
  })

  test(`${name}: an endpoint that is given up is not left alone any more, should it come back`, async t => {
    const { deliveries, housekeeping } = await open(t, { webhooks })
    await deliveries.put({ ...job, endpoint: 'old' })
    await deliveries.noteBatch({ endpoint: 'old', taken: 0, failed: 1, asked: minute, now })
    await housekeeping.deleteSome('strayDeliveries', now + 2 * 60 * minute, 10)
    assert.equal((await deliveries.count(['old']))[0]?.pausedUntil, undefined)
  })
}
