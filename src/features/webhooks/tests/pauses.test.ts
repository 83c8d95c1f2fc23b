/** An endpoint that is away, or asks for it, is left alone as a whole; no other one waits for that. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import { openReceiver } from '../../../testing/webhook-receiver.ts'
import { mostAttempts } from '../retry-schedule.ts'
import { openWebhooks, otherSecret, secret } from './webhook-auth.ts'

const fiveSeconds = 5000

/** As the polls of running servers: each looks every five seconds. */
async function run(auths: readonly TestAuth[], seconds: number): Promise<void> {
  for (let left = seconds * 1000; left > 0; left -= fiveSeconds) {
    auths[0]?.clock.advance(fiveSeconds)
    for (const auth of auths) await auth.deliverMail()
  }
}

/** Deliveries for `billing`, of no action. */
async function put({ store, clock }: TestAuth, count: number): Promise<void> {
  const job = { endpoint: 'billing', event: 'user.created', body: '{}' } as const
  for (let n = 0; n < count; n += 1) await store.deliveries.put({ ...job, now: clock.now() })
}

test('Retry-After of one delivery puts off all of its endpoint, and none of another', async t => {
  const busy = await openReceiver(t, (response, count) => {
    response.writeHead(count === 1 ? 429 : 204, count === 1 ? { 'retry-after': '120' } : {}).end()
  })
  const well = await openReceiver(t)
  const events = ['user.created']
  const { auth } = await openWebhooks(t, undefined, {
    webhooks: { busy: { url: busy.url, secret, events }, well: { url: well.url, secret: otherSecret, events } },
  })
  await auth.register('alice@example.com')
  await auth.deliverMail()
  await auth.register('bob@example.com')
  await run([auth], 115)
  assert.deepEqual([busy.received.length, well.received.length], [1, 2])
  await run([auth], 10)
  assert.equal(busy.received.length, 3)
})

test('a receiver that asks for a day is asked again after an hour, by another delivery', async t => {
  const receiver = await openReceiver(t, (response, count) => {
    response.writeHead(count === 1 ? 503 : 204, count === 1 ? { 'retry-after': '86400' } : {}).end()
  })
  const { auth } = await openWebhooks(t, undefined, {
    webhooks: { billing: { url: receiver.url, secret, events: ['user.created'] } },
  })
  await auth.register('alice@example.com')
  await auth.deliverMail()
  await auth.register('bob@example.com')
  await run([auth], 3595)
  assert.equal(receiver.received.length, 1)
  await run([auth], 10)
  assert.equal(receiver.received.length, 2)
  const { deliveries } = await auth.store.deliveries.list({ limit: 10 })
  assert.deepEqual(
    deliveries.map(({ state }) => state),
    ['delivered', 'waiting'],
  )
})

/** Two processes that tell one receiver, which is away until it is said to be well. */
async function openTwo(t: TestContext) {
  let isWell = false
  const receiver = await openReceiver(t, response => void response.writeHead(isWell ? 204 : 500).end())
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const webhooks = { billing: { url: receiver.url, secret } }
  const first = await createTestAuth({ webhooks }, { path })
  const second = await createTestAuth({ webhooks }, { path, clock: first.clock })
  t.after(() => Promise.all([first.close(), second.close()]))
  const mend = () => {
    isWell = true
  }
  return { auths: [first, second] as const, receiver, mend }
}

test('an endpoint that is away for an hour is asked once a minute by all processes, and has all a minute after', async t => {
  const { auths, receiver, mend } = await openTwo(t)
  const [auth] = auths
  await put(auth, 200)
  await run(auths, 3600)
  const asked = receiver.received.length
  assert.ok(asked > 40 && asked < 90, `${asked}`)
  const { deliveries: waiting } = await auth.store.deliveries.list({ limit: 300 })
  assert.ok(waiting.every(({ state, attempts }) => state === 'waiting' && attempts < mostAttempts))
  mend()
  await run(auths, 65)
  const { deliveries: left } = await auth.store.deliveries.list({ state: 'waiting', limit: 300 })
  // What was tried a moment before it was back waits for its own next time.
  assert.ok(left.every(({ attempts, dueAt = 0 }) => attempts > 0 && dueAt > auth.clock.now()))
  assert.ok(left.length < 25, `${left.length}`)
  assert.ok(receiver.received.length - asked >= 175)
})

test('a failure now and then pauses nothing', async t => {
  const { auth, receiver } = await openWebhooks(
    t,
    (response, count) => void response.writeHead(count % 3 === 0 ? 500 : 204).end(),
  )
  await put(auth, 100)
  await auth.deliverMail()
  assert.equal(receiver.received.length, 100)
})

test('a receiver that wants no more (410) is no endpoint that is away: what waits is given up as fast as it can be told', async t => {
  const { auth, receiver } = await openWebhooks(t, response => void response.writeHead(410).end())
  await put(auth, 40)
  await run([auth], 20)
  assert.equal(receiver.received.length, 40)
})

test('what a receiver cannot take does not hold up what it can, however much of it waits', async t => {
  const receiver = await openReceiver(t, (response, _, body) => {
    response.writeHead(body.includes('session') ? 204 : 500).end()
  })
  const webhooks = { billing: { url: receiver.url, secret, events: ['session.started'] } } as const
  const { auth } = await openWebhooks(t, undefined, { webhooks })
  await put(auth, 300)
  await run([auth], 300)
  assert.ok(receiver.received.length < 30)
  for (const name of ['alice', 'bob']) {
    await auth.register(`${name}@example.com`)
    await run([auth], 65)
  }
  const { deliveries } = await auth.store.deliveries.list({ event: 'session.started', limit: 10 })
  assert.deepEqual(
    deliveries.map(({ state }) => state),
    ['delivered', 'delivered'],
  )
})

test('a test by an operator is sent at once, before all that waits', async t => {
  const { auths, receiver } = await openTwo(t)
  const [auth] = auths
  await put(auth, 50)
  await run(auths, 600)
  const asked = receiver.received.length
  const { id } = await auth.store.deliveries.put({
    endpoint: 'billing',
    event: 'webhook.test',
    body: '{}',
    now: auth.clock.now(),
  })
  await auth.deliverMail()
  assert.equal(receiver.received.length, asked + 1)
  assert.equal((await auth.store.deliveries.find(id))?.attempts, 1)
})
