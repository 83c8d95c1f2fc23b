/** Webhooks: a delivery is written with its action, claimed by one worker, kept when it is finished, and never lost. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Delivery, DeliveryOutcome, DeliveryState, Webhooks } from '../../features/webhooks/webhook.ts'
import type { Store } from '../../store.ts'
import { addUser, beginning, minute, newHash, now, type OpenStore, oldHash } from './opened-store.ts'

const day = 86_400_000
const webhooks: Webhooks = {
  billing: {
    url: 'https://billing.example.com/',
    secrets: [],
    events: ['user.created', 'session.ended', 'user.deleted'],
  },
  crm: { url: 'https://crm.example.com/', secrets: [], events: ['user.created', 'user.password_changed'] },
}
const due = { endpoint: 'billing', now, until: now + minute, limit: 10 }
const by = { address: '192.0.2.1', userAgent: 'contract', traceId: 'a'.repeat(32), actor: 'cli:root' }

/** Deliveries of this event at these moments, without an action. */
async function put(
  { deliveries }: Pick<Store, 'deliveries'>,
  ...moments: readonly number[]
): Promise<readonly Delivery[]> {
  const made: Delivery[] = []
  for (const at of moments)
    made.push(await deliveries.put({ endpoint: 'billing', event: 'user.created', body: `{"at":${at}}`, now: at }))
  return made
}

function ended(state: DeliveryState, at: number, more: Partial<DeliveryOutcome> = {}): DeliveryOutcome {
  const isFault = state !== 'delivered'
  const attempt = { at, took: 3, status: isFault ? 500 : 204, ...(isFault && { reason: 'status' }) }
  return { attempt, state, now: at + 3, ...more }
}

export function testDeliveries(name: string, open: OpenStore): void {
  testWriting(name, open)
  testClaims(name, open)
  testLists(name, open)
  testReplays(name, open)
  testAges(name, open)
  testEnds(name, open)
}

function testWriting(name: string, open: OpenStore): void {
  test(`${name}: an action and what services are told of it are written together, one delivery for each that wants it`, async t => {
    const store = await open(t, { webhooks })
    const user = await addUser(store, 'alice@example.com')
    const duplicate = { email: 'alice@example.com', dateJoined: user.dateJoined, password: oldHash }
    assert.equal((await store.users.create(duplicate)).outcome, 'duplicate')
    const { deliveries: told } = await store.deliveries.list({ limit: 10 })
    assert.deepEqual(told.map(({ endpoint, event, state }) => [endpoint, event, state]).sort(), [
      ['billing', 'user.created', 'waiting'],
      ['crm', 'user.created', 'waiting'],
    ])
    assert.equal(new Set(told.map(({ body }) => body)).size, 1)
    assert.equal(JSON.parse(told[0]?.body ?? '').data.user_id, user.id)
    for (const { messageId } of told) assert.match(messageId, /^msg_[0-9a-f]{32}$/)
    assert.equal(new Set(told.map(({ messageId }) => messageId)).size, 2)
  })

  test(`${name}: all sessions of a user end in one statement, and each is told of`, async t => {
    const store = await open(t, { webhooks })
    const user = await addUser(store, 'alice@example.com')
    for (const sid of ['one', 'two', 'three']) await store.sessions.start(beginning(user, sid))
    await store.users.changePassword({ userId: user.id, from: oldHash, to: newHash, now })
    const { deliveries: told } = await store.deliveries.list({ endpoint: 'billing', event: 'session.ended', limit: 10 })
    assert.deepEqual(told.map(({ body }) => JSON.parse(body).data.session_id).sort(), ['one', 'three', 'two'])
    assert.equal(
      (await store.deliveries.list({ endpoint: 'crm', event: 'session.ended', limit: 10 })).deliveries.length,
      0,
    )
  })

  test(`${name}: without webhooks nothing is written, and with some who waits for them hears of each commit`, async t => {
    const quiet = await open(t)
    await addUser(quiet, 'alice@example.com')
    assert.deepEqual((await quiet.deliveries.list({ limit: 10 })).deliveries, [])
    const store = await open(t, { webhooks })
    let heard = 0
    const stop = store.deliveries.onWritten(() => {
      heard += 1
    })
    const user = await addUser(store, 'alice@example.com')
    await store.sessions.start(beginning(user, 'one'))
    stop()
    await addUser(store, 'bob@example.com')
    assert.equal(heard, 1)
  })
}

function testClaims(name: string, open: OpenStore): void {
  test(`${name}: of many workers that claim webhooks at once, one gets each, and only of its endpoint`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries } = store
    const made = await put(store, now, now, now, now, now)
    await deliveries.put({ endpoint: 'crm', event: 'user.created', body: '{}', now })
    const claims = await Promise.all(Array.from({ length: 10 }, () => deliveries.claim({ ...due, limit: 2 })))
    const taken = claims.flat().map(({ id }) => id)
    assert.deepEqual(
      taken.toSorted((a, b) => a - b),
      made.map(({ id }) => id),
    )
    assert.equal((await deliveries.claim({ ...due, endpoint: 'crm' })).length, 1)
  })

  test(`${name}: a webhook that was claimed and never finished is given out again as it was`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries } = store
    await put(store, now)
    const [first] = await deliveries.claim(due)
    assert.deepEqual(await deliveries.claim(due), [])
    const [second] = await deliveries.claim({ ...due, now: due.until, until: due.until + minute })
    assert.ok(first && second)
    assert.deepEqual(second, { ...first, attempts: 2, dueAt: due.until + minute })
    // The first worker has lost it.
    await deliveries.finish(first, ended('delivered', now))
    assert.equal((await deliveries.find(first.id))?.state, 'waiting')
    await deliveries.finish(second, ended('delivered', due.until))
    assert.equal((await deliveries.find(first.id))?.state, 'delivered')
    assert.deepEqual(await deliveries.claim({ ...due, now: now + day, until: now + day + 1 }), [])
  })

  test(`${name}: an attempt that failed is noted, and the webhook waits until it is due`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries } = store
    await put(store, now)
    const [held] = await deliveries.claim(due)
    assert.ok(held)
    await deliveries.finish(held, ended('waiting', now, { dueAt: now + 5000 }))
    assert.deepEqual(await deliveries.claim({ ...due, now: now + 4999 }), [])
    const [again] = await deliveries.claim({ ...due, now: now + 5000 })
    assert.deepEqual(
      [again?.attempts, again?.status, again?.reason, again?.history],
      [2, 500, 'status', [{ at: now, took: 3, status: 500, reason: 'status' }]],
    )
    assert.equal(again?.body, held.body)
    assert.equal(again?.messageId, held.messageId)
  })

  test(`${name}: after the clock was set back by days, webhooks from before do not wait for days`, async t => {
    const store = await open(t, { webhooks })
    await put(store, now + 3 * day)
    assert.equal((await store.deliveries.claim(due)).length, 1)
    assert.equal((await store.deliveries.claim(due)).length, 0)
  })
}

function testLists(name: string, open: OpenStore): void {
  test(`${name}: webhooks are listed newest first, by endpoint, state and event, page by page and back`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries } = store
    const made = await put(store, now, now, now, now, now)
    const [oldest, second] = await deliveries.claim({ ...due, limit: 2 })
    assert.ok(oldest && second)
    await deliveries.finish(oldest, ended('delivered', now))
    await deliveries.finish(second, ended('failed', now))
    await deliveries.put({ endpoint: 'crm', event: 'webhook.test', body: '{}', now })
    const ids = made.map(({ id }) => id).reverse()
    const found = async (query: object) =>
      (await deliveries.list({ limit: 10, ...query })).deliveries.map(({ id }) => id)
    assert.deepEqual(await found({ endpoint: 'billing' }), ids)
    assert.deepEqual(await found({ state: 'waiting', endpoint: 'billing' }), ids.slice(0, 3))
    assert.deepEqual(await found({ state: 'failed' }), [second.id])
    assert.deepEqual(await found({ state: 'delivered' }), [oldest.id])
    assert.equal((await found({ event: 'webhook.test' })).length, 1)
    assert.deepEqual(await found({ endpoint: 'none' }), [])
    const first = await deliveries.list({ limit: 2, endpoint: 'billing' })
    const next = await deliveries.list({ limit: 2, endpoint: 'billing', cursor: first.next })
    assert.deepEqual(
      next.deliveries.map(({ id }) => id),
      ids.slice(2, 4),
    )
    const back = await deliveries.list({ limit: 2, endpoint: 'billing', cursor: next.previous })
    assert.deepEqual(
      back.deliveries.map(({ id }) => id),
      ids.slice(0, 2),
    )
    await assert.rejects(deliveries.list({ limit: 2, cursor: 'none' }), { code: 'invalid_cursor' })
    await assert.rejects(deliveries.list({ limit: 0 }), RangeError)
    assert.equal(await deliveries.find(0), undefined)
    assert.equal(await deliveries.find(1.5), undefined)
  })

  test(`${name}: of each endpoint it is known how many wait, since when, how many failed, and when one came through`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries } = store
    await put(store, now + 1, now, now)
    const claimed = await deliveries.claim({ ...due, now: now + 1, limit: 3 })
    const [one, two] = claimed.filter(({ writtenAt }) => writtenAt === now)
    assert.ok(one && two)
    await deliveries.finish(one, ended('failed', now))
    await deliveries.finish(two, ended('delivered', now + 7))
    const none = { waiting: 0, failed: 0, oldestWaiting: undefined, lastDelivered: undefined, pausedUntil: undefined }
    assert.deepEqual(await deliveries.count(['crm', 'billing']), [
      { endpoint: 'crm', ...none },
      { endpoint: 'billing', ...none, waiting: 1, failed: 1, oldestWaiting: now + 1, lastDelivered: now + 10 },
    ])
  })

  test(`${name}: an endpoint for which more wait than are counted hides none of another`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries } = store
    await put(store, now, now, now)
    await deliveries.put({ endpoint: 'crm', event: 'webhook.test', body: '{}', now: now - minute })
    const none = { failed: 0, lastDelivered: undefined, pausedUntil: undefined }
    assert.deepEqual(await deliveries.count(['billing', 'crm', 'other'], 2), [
      { endpoint: 'billing', waiting: 2, oldestWaiting: now, ...none },
      { endpoint: 'crm', waiting: 1, oldestWaiting: now - minute, ...none },
      { endpoint: 'other', waiting: 0, oldestWaiting: undefined, ...none },
    ])
  })
}

function testReplays(name: string, open: OpenStore): void {
  test(`${name}: an attempt that was called off is among the attempts, and takes none away`, async t => {
    const store = await open(t, { webhooks })
    await put(store, now)
    const [held] = await store.deliveries.claim(due)
    assert.ok(held)
    await store.deliveries.finish(held, ended('waiting', now, { isFree: true, dueAt: now }))
    const [again] = await store.deliveries.claim(due)
    assert.deepEqual([again?.attempts, again?.attemptsBefore], [2, 1])
    await store.deliveries.finish(again ?? assert.fail(), ended('waiting', now, { dueAt: now }))
    assert.equal((await store.deliveries.find(held.id))?.attemptsBefore, 1)
  })

  test(`${name}: a replayed webhook is the same message, with all attempts of a new one, and has an audit row`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries } = store
    await put(store, now)
    const [held] = await deliveries.claim(due)
    assert.ok(held)
    await deliveries.finish(held, ended('failed', now))
    assert.equal(await deliveries.replay(held.id, now + 10, by), 'done')
    const [again] = await deliveries.claim({ ...due, now: now + 10, until: now + minute })
    assert.deepEqual(
      [again?.messageId, again?.body, again?.attempts, again?.attemptsBefore, again?.finishedAt],
      [held.messageId, held.body, 2, 1, undefined],
    )
    assert.equal(await deliveries.replay(0, now), 'gone')
    const { entries } = await store.audit.list({ event: 'webhook.replayed', limit: 10 })
    assert.deepEqual(
      entries.map(({ actor, subject, reason }) => [actor, subject, reason]),
      [['cli:root', 'webhook:billing', 'user.created']],
    )
  })

  test(`${name}: one that waits is sent at once when it is replayed, and its attempts go on`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries } = store
    await put(store, now)
    const [held] = await deliveries.claim(due)
    assert.ok(held)
    await deliveries.finish(held, ended('waiting', now, { dueAt: now + day }))
    await deliveries.replay(held.id, now + 10)
    const [again] = await deliveries.claim({ ...due, now: now + 10 })
    assert.deepEqual([again?.attempts, again?.attemptsBefore], [2, 0])
  })

  test(`${name}: all that failed since a time are replayed, of one endpoint, the oldest first and so many at most`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries } = store
    await put(store, now, now, now, now)
    const claimed = await deliveries.claim(due)
    for (const [index, each] of claimed.entries()) await deliveries.finish(each, ended('failed', now + index * 1000))
    const failed = { endpoint: 'billing', since: now + 1000, now: now + day, limit: 2 }
    assert.equal(await deliveries.replayFailed({ ...failed, endpoint: 'crm' }, by), 0)
    assert.equal(await deliveries.replayFailed(failed, by), 2)
    const waiting = (await deliveries.list({ state: 'waiting', limit: 10 })).deliveries
    assert.deepEqual(
      waiting.map(({ id }) => id).sort(),
      claimed.slice(1, 3).map(({ id }) => id),
    )
    assert.equal(await deliveries.replayFailed(failed, by), 1)
    assert.equal((await store.audit.list({ event: 'webhook.replayed', limit: 10 })).entries.length, 2)
  })
}

function testAges(name: string, open: OpenStore): void {
  test(`${name}: a replayed webhook has waited since its replay, and one that waited already since it was written`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries } = store
    const [finished, waiting] = await put(store, now, now)
    assert.ok(finished && waiting)
    const claimed = await deliveries.claim(due)
    const held = claimed.find(({ id }) => id === finished.id) ?? assert.fail()
    await deliveries.finish(held, ended('failed', now))
    await deliveries.replay(waiting.id, now + day)
    await deliveries.replay(finished.id, now + 2 * day)
    const [one, two] = [await deliveries.find(finished.id), await deliveries.find(waiting.id)]
    assert.deepEqual([one?.writtenAt, two?.writtenAt], [now + 2 * day, now])
    const [again] = await deliveries.claim({ ...due, now: now + 2 * day, until: now + 3 * day, limit: 1 })
    await deliveries.finish(again ?? assert.fail(), ended('delivered', now))
    assert.equal((await deliveries.count(['billing']))[0]?.oldestWaiting, now + 2 * day)
  })
}

function testEnds(name: string, open: OpenStore): void {
  test(`${name}: finished webhooks are deleted when they are old, and those that wait are not`, async t => {
    const store = await open(t, { webhooks })
    const { deliveries, housekeeping } = store
    await put(store, now, now, now)
    const [one, two] = await deliveries.claim({ ...due, limit: 2 })
    assert.ok(one && two)
    await deliveries.finish(one, ended('failed', now))
    await deliveries.finish(two, ended('delivered', now + day))
    assert.equal(await housekeeping.deleteSome('deliveries', now + 4, 10), 1)
    assert.equal(await deliveries.find(one.id), undefined)
    assert.equal(await housekeeping.deleteSome('deliveries', now + 2 * day, 10), 1)
    assert.equal((await deliveries.list({ limit: 10 })).deliveries.length, 1)
  })
}
