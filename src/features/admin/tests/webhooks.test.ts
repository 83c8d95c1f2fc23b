/** An operator sees what services were told, and has it sent again. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openReceiver } from '../../../testing/webhook-receiver.ts'
import { verifyWebhook } from '../../../webhooks/verify-webhook.ts'
import { logIn, openAdmin } from './callers.ts'

const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'

/** `statuses`: of the answers in turn; the last one from then on. */
async function open(t: TestContext, ...statuses: readonly number[]) {
  const receiver = await openReceiver(t, (response, count) => {
    response.writeHead(statuses[Math.min(count, statuses.length) - 1] ?? 204).end()
  })
  const url = `${receiver.url}?key=hidden`
  const auth = await openAdmin(t, { webhooks: { billing: { url, secret, events: ['group.*'] } } })
  const { credentials } = await logIn(auth, 'operator@example.com', { isStaff: true, isSuperuser: true })
  const ask = async (method: 'GET' | 'POST', path: string, json?: object) =>
    await auth.request(method, `/api/admin/${path}`, { headers: credentials, json })
  return { auth, receiver, ask }
}

test('an endpoint is shown with what waits, and without its secret and the query of its address', async t => {
  const { auth, receiver, ask } = await open(t)
  await ask('POST', 'groups/', { name: 'editors' })
  const before = await ask('GET', 'webhooks/')
  const { events, ...shown } = before.json.results[0]
  const written = new Date(auth.clock.now()).toISOString().replace('.000Z', 'Z')
  assert.deepEqual(shown, {
    endpoint: 'billing',
    url: receiver.url,
    secrets: 1,
    waiting: 1,
    failed: 0,
    oldest_waiting: written,
    last_delivered: null,
    paused_until: null,
  })
  assert.ok(events.includes('group.created') && !events.includes('user.created'))
  assert.ok(!before.text.includes('whsec_') && !before.text.includes('hidden'))
  await auth.deliverMail()
  const after = (await ask('GET', 'webhooks/')).json.results[0]
  assert.deepEqual([after.waiting, after.last_delivered !== null], [0, true])
})

test('an endpoint that asked to be left alone is shown with the time until which it is', async t => {
  const { auth, ask } = await open(t)
  const now = auth.clock.now()
  await auth.store.deliveries.noteBatch({ endpoint: 'billing', taken: 0, failed: 1, asked: 90_000, now })
  const pausedUntil = async () => (await ask('GET', 'webhooks/')).json.results[0].paused_until
  assert.equal(await pausedUntil(), new Date(now + 90_000).toISOString().replace('.000Z', 'Z'))
  auth.clock.advance(90_000)
  assert.equal(await pausedUntil(), null)
})

test('what failed is listed with its attempts, and replayed under its id: one, and all since a time', async t => {
  const { auth, receiver, ask } = await open(t, 410, 204, 410, 204)
  const since = new Date(auth.clock.now()).toISOString()
  const { json: group } = await ask('POST', 'groups/', { name: 'editors' })
  await auth.deliverMail()
  const failed = await ask('GET', 'webhooks/deliveries/?state=failed&endpoint=billing&event=group.created')
  const [{ id, message_id: messageId, status, reason, attempts }] = failed.json.results
  assert.deepEqual([status, reason, attempts], [410, 'gone', 1])
  const { json: detail } = await ask('GET', `webhooks/deliveries/${id}/`)
  assert.equal(JSON.parse(detail.body).data.group_id, group.id)
  assert.deepEqual(
    detail.history.map((each: { status: number; reason: string }) => [each.status, each.reason]),
    [[410, 'status']],
  )
  assert.equal((await ask('POST', `webhooks/deliveries/${id}/replay/`)).status, 204)
  await auth.deliverMail()
  assert.equal((await ask('GET', `webhooks/deliveries/${id}/`)).json.state, 'delivered')
  await ask('POST', 'groups/', { name: 'authors' })
  await auth.deliverMail()
  const replay = await ask('POST', 'webhooks/endpoints/billing/replay/', { since })
  assert.deepEqual(replay.json, { replayed: 1 })
  await auth.deliverMail()
  assert.deepEqual(
    receiver.received.map(({ headers }) => headers['webhook-id']).map(each => each === messageId),
    [true, true, false, false],
  )
  const { entries } = await auth.store.audit.list({ event: 'webhook.replayed', limit: 10 })
  assert.equal(entries.length, 2)
})

test('a test goes to an endpoint that does not subscribe to it, and names who sent it', async t => {
  const { auth, receiver, ask } = await open(t)
  const made = await ask('POST', 'webhooks/endpoints/billing/test/')
  assert.deepEqual([made.status, made.json.event, made.json.state], [201, 'webhook.test', 'waiting'])
  await auth.deliverMail()
  const [first] = receiver.received
  assert.ok(first)
  const verified = await verifyWebhook({ ...first, secrets: secret, clock: auth.clock })
  assert.ok(verified.ok)
  assert.deepEqual([verified.event.type, verified.event.data.actor], ['webhook.test', '1'])
  assert.equal((await ask('POST', 'webhooks/endpoints/none/test/')).status, 404)
})
