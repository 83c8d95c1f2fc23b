/** What reaches a receiver, and what becomes of a delivery that does not. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createMailbox } from '../../../testing/mailbox.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'
import { openReceiver } from '../../../testing/webhook-receiver.ts'
import { verifyWebhook } from '../../../webhooks/verify-webhook.ts'
import { mostAttempts } from '../retry-schedule.ts'
import { eventsOf, openWebhooks, otherSecret, secret } from './webhook-auth.ts'

test('a registration is told at once, signed, with the id of the account and nothing else of it', async t => {
  const { auth, receiver } = await openWebhooks(t)
  await auth.register('alice@example.com')
  await auth.deliverMail()
  const first = receiver.received.find(({ body }) => body.includes('user.created')) ?? assert.fail()
  const verified = await verifyWebhook({ ...first, secrets: secret, clock: auth.clock })
  assert.ok(verified.ok)
  const { type, data, timestamp } = verified.event
  const trace = first.body.match(/[0-9a-f]{32}/)?.[0]
  assert.deepEqual(
    [type, timestamp, data],
    [
      'user.created',
      new Date(auth.clock.now()).toISOString(),
      { user_id: 1, reason: null, actor: null, trace_id: trace },
    ],
  )
  assert.deepEqual(new Set(eventsOf(receiver).map(each => each.type)), new Set(['user.created', 'session.started']))
  assert.ok(!JSON.stringify(receiver.received).includes('alice'))
  assert.equal(first.headers['content-type'], 'application/json')
})

test('what an operator or the owner does reaches the receiver a moment later, without anybody asking', async t => {
  const { promise: first, resolve } = Promise.withResolvers<void>()
  const { auth, receiver } = await openWebhooks(t, response => {
    response.writeHead(200).end()
    resolve()
  })
  await auth.register('alice@example.com')
  assert.equal(receiver.received.length, 0)
  auth.clock.advance(100)
  await first
})

test('a receiver that answers 500 gets the same message again, later each time, and then no more', async t => {
  const receiver = await openReceiver(t, response => void response.writeHead(500).end('no'))
  const webhooks = { billing: { url: receiver.url, secret, events: ['user.created'] } } as const
  const { auth, states } = await openWebhooks(t, undefined, { webhooks })
  await auth.register('alice@example.com')
  for (let round = 0; round < mostAttempts + 3; round += 1) {
    await auth.deliverMail()
    auth.clock.advance(27 * 3_600_000)
  }
  const created = receiver.received.filter(({ body }) => body.includes('user.created'))
  assert.equal(created.length, mostAttempts)
  assert.equal(new Set(created.map(({ body }) => body)).size, 1)
  assert.equal(new Set(created.map(({ headers }) => headers['webhook-id'])).size, 1)
  assert.equal(new Set(created.map(({ headers }) => headers['webhook-timestamp'])).size, mostAttempts)
  const [delivery] = await states()
  assert.deepEqual([delivery?.state, delivery?.status, delivery?.reason], ['failed', 500, 'status'])
  assert.equal(delivery?.history.length, mostAttempts)
  assert.deepEqual(new Set(auth.reasonsOf('webhook.failed')), new Set(['status']))
})

test('a receiver that is well again takes what waited', async t => {
  const { auth, receiver, states } = await openWebhooks(
    t,
    (response, count) => void response.writeHead(count < 3 ? 503 : 200).end(),
  )
  await auth.register('alice@example.com')
  await auth.deliverMail()
  assert.deepEqual(
    (await states()).map(({ state }) => state),
    ['waiting', 'waiting'],
  )
  auth.clock.advance(6000)
  await auth.deliverMail()
  assert.deepEqual(
    (await states()).map(({ state, attempts }) => [state, attempts]),
    [
      ['delivered', 2],
      ['delivered', 2],
    ],
  )
  assert.equal(receiver.received.length, 4)
})

test('Retry-After of 429 and of 503 is waited for', async t => {
  const { auth, receiver, states } = await openWebhooks(t, (response, count) => {
    response
      .writeHead(count === 1 ? 429 : count === 2 ? 503 : 200, { 'retry-after': count === 1 ? '120' : '600' })
      .end()
  })
  await auth.register('alice@example.com')
  const begun = auth.clock.now()
  await auth.deliverMail()
  const waits = (await states()).map(({ dueAt = 0 }) => dueAt - begun)
  assert.deepEqual(
    waits.toSorted((a, b) => a - b),
    [120_000, 600_000],
  )
  auth.clock.advance(119_000)
  await auth.deliverMail()
  assert.equal(receiver.received.length, 2)
})

test('410 gives a delivery up at once', async t => {
  const { auth, states } = await openWebhooks(t, response => void response.writeHead(410).end())
  await auth.register('alice@example.com')
  await auth.deliverMail()
  assert.deepEqual(
    (await states()).map(({ state, reason, attempts }) => [state, reason, attempts]),
    [
      ['failed', 'gone', 1],
      ['failed', 'gone', 1],
    ],
  )
})

test('a redirect is not followed: what is signed for one address is sent to no other (SSRF)', async t => {
  const { auth, receiver, states } = await openWebhooks(
    t,
    response => void response.writeHead(307, { location: '/elsewhere' }).end(),
  )
  await auth.register('alice@example.com')
  await auth.deliverMail()
  assert.equal(receiver.received.length, 2)
  assert.deepEqual(
    (await states()).map(({ state, reason }) => [state, reason]),
    [
      ['waiting', 'redirected'],
      ['waiting', 'redirected'],
    ],
  )
})

test('a receiver that closes in the middle of its answer has taken it once the status is there', async t => {
  const { auth, states } = await openWebhooks(t, (response, count) => {
    if (count === 1) return void response.socket?.destroy()
    response.writeHead(200, { 'content-length': '100' })
    response.write('some', () => response.socket?.destroy())
  })
  await auth.register('alice@example.com')
  await auth.deliverMail()
  const found = (await states()).map(({ state, status }) => [state, status]).sort()
  assert.deepEqual(found, [
    ['delivered', 200],
    ['waiting', undefined],
  ])
})

test('a receiver that streams for ever is left after its status', async t => {
  const { auth, states } = await openWebhooks(t, response => {
    response.writeHead(200)
    const more = () => void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more)))
    more()
  })
  await auth.register('alice@example.com')
  await auth.deliverMail()
  assert.deepEqual(
    (await states()).map(({ state }) => state),
    ['delivered', 'delivered'],
  )
})

test('a receiver that never answers is left after fifteen seconds, and holds up neither mails nor other receivers', async t => {
  const { promise: taken, resolve: take } = Promise.withResolvers<void>()
  const { promise: mailed, resolve: mail } = Promise.withResolvers<void>()
  const silent = await openReceiver(t, () => {})
  const other = await openReceiver(t, response => {
    response.writeHead(204).end()
    take()
  })
  const { auth, states } = await openWebhooks(t, undefined, {
    webhooks: { slow: { url: silent.url, secret }, billing: { url: other.url, secret: otherSecret } },
    sendMail: () => mail(),
    mailFrom: 'a@example.com',
    publicUrl: 'https://app.example.com',
  })
  await auth.register('alice@example.com')
  const delivering = auth.deliverMail()
  await Promise.all([taken, mailed])
  assert.ok((await states()).filter(({ endpoint }) => endpoint === 'slow').every(({ state }) => state === 'waiting'))
  auth.clock.advance(15_000)
  await delivering
  assert.deepEqual(
    (await states()).filter(({ endpoint }) => endpoint === 'slow').map(({ reason, state }) => [reason, state]),
    [
      ['timeout', 'waiting'],
      ['timeout', 'waiting'],
    ],
  )
})

test('while a secret is exchanged both sign, so a receiver may know either', async t => {
  const receiver = await openReceiver(t)
  const { auth } = await openWebhooks(t, undefined, {
    webhooks: { billing: { url: receiver.url, secret: [secret, otherSecret] } },
  })
  await auth.register('alice@example.com')
  await auth.deliverMail()
  const [first] = receiver.received
  assert.ok(first)
  for (const secrets of [secret, otherSecret, [otherSecret, secret]]) {
    assert.ok((await verifyWebhook({ ...first, secrets, clock: auth.clock })).ok)
  }
})

test('an endpoint gets the events that it asks for, and no others', async t => {
  const receiver = await openReceiver(t)
  const { auth } = await openWebhooks(t, undefined, {
    webhooks: { billing: { url: receiver.url, secret, events: ['session.*', 'user.deleted'] } },
  })
  await auth.register('alice@example.com')
  await auth.deliverMail()
  assert.deepEqual(
    eventsOf(receiver).map(({ type }) => type),
    ['session.started'],
  )
})

test('a process that ends calls off what is under way, and the next one sends it at once', async t => {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  const silent = await openReceiver(t, () => resolve())
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const webhooks = { billing: { url: silent.url, secret, events: ['user.created'] } }
  const first = await createTestAuth({ webhooks }, { path })
  await first.register('alice@example.com')
  const delivering = first.deliverMail()
  await asked
  await Promise.all([first.close(), delivering])
  assert.equal(first.reasonsOf('webhook.postponed')[0], 'ending')
  assert.deepEqual(first.reasonsOf('webhook.stuck'), [])
  const next = await createTestAuth(
    { webhooks: { billing: { ...webhooks.billing, url: (await openReceiver(t)).url } } },
    { path },
  )
  t.after(() => next.close())
  await next.deliverMail()
  const { deliveries } = await next.store.deliveries.list({ limit: 10 })
  assert.deepEqual(
    deliveries.map(({ state, attempts }) => [state, attempts]),
    [['delivered', 2]],
  )
})

test('a process that is stopped again and again takes no attempt from a webhook', async t => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const silent = await openReceiver(t, () => resolve())
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const webhooks = { billing: { url: silent.url, secret, events: ['user.created'] } }
  const first = await createTestAuth({ webhooks }, { path })
  await first.register('alice@example.com')
  const delivering = first.deliverMail()
  await promise
  await Promise.all([first.close(), delivering])
  const refusing = await openReceiver(t, response => void response.writeHead(500).end())
  const next = await createTestAuth({ webhooks: { billing: { ...webhooks.billing, url: refusing.url } } }, { path })
  t.after(() => next.close())
  await next.deliverMail()
  const { deliveries } = await next.store.deliveries.list({ limit: 10 })
  const [waiting] = deliveries
  // The pause is that after a first attempt: about five seconds.
  assert.deepEqual([waiting?.attempts, waiting?.attemptsBefore, waiting?.state], [2, 1, 'waiting'])
  assert.ok((waiting?.dueAt ?? 0) - next.clock.now() < 6000)
})

test('an update names the fields that changed, by an owner as by an operator, and no value', async t => {
  const receiver = await openReceiver(t)
  const { auth } = await openWebhooks(t, undefined, {
    webhooks: { billing: { url: receiver.url, secret, events: ['user.updated'] } },
  })
  const { access } = await auth.register('alice@example.com')
  const headers = { authorization: `Bearer ${access}` }
  const json = { first_name: 'SECRET', last_name: '' }
  assert.equal((await auth.request('PATCH', '/api/auth/profile/', { headers, json })).status, 200)
  const [user] = (await auth.store.directory.list({ limit: 10 })).users
  assert.ok(user)
  const changes = { lastName: 'SECRET', flags: { isStaff: true } }
  await auth.store.directory.change(user.id, changes, auth.clock.now())
  await auth.deliverMail()
  assert.deepEqual(
    new Set(eventsOf(receiver).map(({ data }) => data.changed)),
    new Set([['first_name'], ['last_name', 'is_staff']]),
  )
  assert.ok(!JSON.stringify(receiver.received).includes('SECRET'))
  const { entries } = await auth.store.audit.list({ event: 'user.changed', limit: 10 })
  assert.deepEqual(
    entries.map(({ changes: recorded }) => recorded === undefined),
    [false, true],
  )
})

test('nothing is told where nothing changed: what was the same before, and an address that is only asked for', async t => {
  const receiver = await openReceiver(t)
  const { auth } = await openWebhooks(t, undefined, {
    webhooks: { billing: { url: receiver.url, secret, events: ['user.updated'] } },
    ...createMailbox().settings,
    emailChange: 'confirm',
  })
  const { access } = await auth.register('alice@example.com')
  const headers = { authorization: `Bearer ${access}` }
  const patch = async (change: object) => {
    const json = { current_password: testPassword, ...change }
    return (await auth.request('PATCH', '/api/auth/profile/', { headers, json })).status
  }
  assert.equal(await patch({ email: 'other@example.com' }), 200)
  assert.equal(await patch({ first_name: '' }), 200)
  assert.equal(await patch({}), 200)
  await auth.deliverMail()
  assert.deepEqual(eventsOf(receiver), [])
  assert.deepEqual((await auth.store.audit.list({ event: 'user.changed', limit: 10 })).entries, [])
  assert.ok(!auth.events.some(({ name }) => name === 'user.changed'))
  assert.equal(await patch({ email: 'another@example.com', first_name: 'Al' }), 200)
  await auth.deliverMail()
  assert.deepEqual(
    eventsOf(receiver).map(({ data }) => data.changed),
    [['first_name']],
  )
})
