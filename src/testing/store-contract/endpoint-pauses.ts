/** Webhooks: an endpoint that is away or asks for it is left alone, by all processes of the database. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { DeliveryStore } from '../../features/webhooks/store.ts'
import { minute, now, type OpenStore } from './opened-store.ts'

const day = 86_400_000
const webhooks = {
  billing: { url: 'https://billing.example.com/', secrets: [], events: ['user.created'] },
} as const
const batch = { endpoint: 'billing', taken: 0, failed: 0, asked: 0, now }

/** The ids of what is claimed at that time, for a minute. */
async function claim(deliveries: DeliveryStore, at: number, endpoint = 'billing'): Promise<readonly number[]> {
  const claimed = await deliveries.claim({ endpoint, now: at, until: at + minute, limit: 10 })
  return claimed.map(({ id }) => id)
}

/** A store with as many that wait, the first written first. */
async function fill(t: TestContext, open: OpenStore, count: number) {
  const store = await open(t, { webhooks })
  const ids: number[] = []
  for (let n = 0; n < count; n += 1) ids.push((await store.deliveries.put({ ...job, now: now - count + n })).id)
  return { store, deliveries: store.deliveries, ids }
}

const job = { endpoint: 'billing', event: 'user.created', body: '{}' } as const
const since = { endpoint: 'billing', since: 0, limit: 10 } as const
const attempt = { at: now, took: 1, status: 500, reason: 'status' } as const

export function testEndpointPauses(name: string, open: OpenStore): void {
  testPauses(name, open)
  testProbes(name, open)
  testOperators(name, open)
}

function testPauses(name: string, open: OpenStore): void {
  test(`${name}: an endpoint that asks for it is left alone for so long, others are not, and it is told until when`, async t => {
    const { deliveries, ids } = await fill(t, open, 2)
    const other = await deliveries.put({ endpoint: 'crm', event: 'user.created', body: '{}', now })
    await deliveries.noteBatch({ ...batch, taken: 1, failed: 1, asked: minute })
    assert.deepEqual(await claim(deliveries, now + minute - 1), [])
    assert.deepEqual(await claim(deliveries, now, 'crm'), [other.id])
    assert.deepEqual(
      (await deliveries.count(['billing', 'crm'])).map(({ pausedUntil }) => pausedUntil),
      [now + minute, undefined],
    )
    assert.deepEqual(await claim(deliveries, now + minute), ids)
    await deliveries.noteBatch({ ...batch, taken: 2, now: now + minute })
    assert.equal((await deliveries.count(['billing']))[0]?.pausedUntil, undefined)
  })

  test(`${name}: after failures no more are claimed than are left to take it to be away`, async t => {
    const { deliveries } = await fill(t, open, 10)
    await deliveries.noteBatch({ ...batch, failed: 4 })
    await deliveries.noteBatch({ ...batch, failed: 3 })
    assert.equal((await claim(deliveries, now)).length, 3)
  })

  test(`${name}: after the clock was set back a pause from before holds nothing up`, async t => {
    const { deliveries } = await fill(t, open, 1)
    await deliveries.noteBatch({ ...batch, failed: 1, asked: minute, now: now + 3 * day })
    assert.equal((await claim(deliveries, now)).length, 1)
  })
}

function testProbes(name: string, open: OpenStore): void {
  test(`${name}: of an endpoint that is away one process tries one, the one that came last of those tried least, and success opens it for all`, async t => {
    const { store, deliveries, ids } = await fill(t, open, 30)
    await deliveries.noteBatch({ ...batch, failed: 10 })
    const peers = [deliveries, (await store.openPeer?.())?.deliveries ?? deliveries]
    const ask = async (at: number) => (await Promise.all([...peers, ...peers].map(each => claim(each, at)))).flat()
    assert.deepEqual(await ask(now + 4999), [])
    assert.deepEqual(await ask(now + 5000), ids.slice(-1))
    assert.deepEqual(await ask(now + 5000 + minute - 1), [])
    await deliveries.noteBatch({ ...batch, failed: 1, now: now + 6000 })
    assert.deepEqual(await ask(now + 6000 + 9999), [])
    assert.equal((await ask(now + 6000 + 10_000)).length, 1)
    await deliveries.noteBatch({ ...batch, taken: 1, now: now + 20_000 })
    assert.equal((await ask(now + 20_000)).length, 28)
  })

  test(`${name}: a process that dies with the one attempt holds the others up for as long as it could take`, async t => {
    const { deliveries, ids } = await fill(t, open, 2)
    await deliveries.noteBatch({ ...batch, failed: 10 })
    assert.deepEqual(await claim(deliveries, now + 5000), ids.slice(-1))
    assert.deepEqual(await claim(deliveries, now + 5000 + minute - 1), [])
    assert.equal((await claim(deliveries, now + 5000 + minute)).length, 1)
  })

  test(`${name}: where nothing is due the turn stays free`, async t => {
    const { deliveries, ids } = await fill(t, open, 1)
    const [held] = await deliveries.claim({ endpoint: 'billing', now, until: now + day, limit: 1 })
    await deliveries.finish(held ?? assert.fail(), { attempt, state: 'waiting', dueAt: now + minute, now })
    await deliveries.noteBatch({ ...batch, failed: 10 })
    assert.deepEqual(await claim(deliveries, now + 5000), [])
    assert.deepEqual(await claim(deliveries, now + minute), ids)
  })
}

function testOperators(name: string, open: OpenStore): void {
  for (const [what, act] of [
    ['a test', (deliveries: DeliveryStore) => deliveries.put({ ...job, event: 'webhook.test', now: now + 1 })],
    ['a replay', (deliveries: DeliveryStore, id: number) => deliveries.replay(id, now + 1)],
    ['a replay of what failed', (deliveries: DeliveryStore) => deliveries.replayFailed({ ...since, now: now + 1 })],
  ] as const) {
    test(`${name}: ${what} has the endpoint tried at once, with one attempt`, async t => {
      const { deliveries, ids } = await fill(t, open, 12)
      const [held] = await deliveries.claim({ endpoint: 'billing', now, until: now + day, limit: 1 })
      await deliveries.finish(held ?? assert.fail(), { attempt, state: 'failed', now })
      await deliveries.noteBatch({ ...batch, failed: 10, asked: minute })
      assert.deepEqual(await claim(deliveries, now + 1), [])
      await act(deliveries, ids[0] ?? 0)
      const claimed = await claim(deliveries, now + 1)
      assert.equal(claimed.length, 1)
      assert.ok(claimed[0] === ids[0] || !ids.includes(claimed[0] ?? 0))
      assert.deepEqual(await claim(deliveries, now + 2), [])
    })
  }
}
