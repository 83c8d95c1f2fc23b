/** Facts: the test vectors of the reference libraries of Standard Webhooks (github.com/standard-webhooks/standard-webhooks). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWebhookSecret } from './secret.ts'
import { signMessage } from './signature.ts'
import { verifyWebhook, type WebhookToVerify } from './verify-webhook.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const other = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
const vector = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const seconds = vector.timestamp
const event = '{"type":"user.created","timestamp":"2026-01-15T12:00:00.000Z","data":{"user_id":7}}'

function keyOf(text: string) {
  const key = readWebhookSecret(text)
  return typeof key === 'string' ? assert.fail(key) : key
}

/** A delivery that is signed as it is, at the time of the vector. */
async function signed(body: string, more: Partial<WebhookToVerify> = {}, secrets = [secret]): Promise<WebhookToVerify> {
  const { id, timestamp } = vector
  const signature = await signMessage({ id, timestamp, body }, secrets.map(keyOf))
  return { body, headers: headersOf(signature), secrets: secret, clock: { now: () => seconds * 1000 }, ...more }
}

function headersOf(signature: string, more: Record<string, string> = {}) {
  return { 'webhook-id': vector.id, 'webhook-timestamp': `${seconds}`, 'webhook-signature': signature, ...more }
}

async function codeOf(delivery: WebhookToVerify): Promise<string> {
  const verified = await verifyWebhook(delivery)
  return verified.ok ? verified.event.type : verified.code
}

test('the vector of the reference libraries has their signature', async () => {
  assert.equal(await signMessage(vector, [keyOf(secret)]), vector.signature)
  const delivery = await signed(vector.body, { headers: headersOf(vector.signature) })
  assert.equal(await codeOf(delivery), 'not_an_event')
})

test('a delivery that is signed gives its id and its event', async () => {
  assert.deepEqual(await verifyWebhook(await signed(event)), { ok: true, id: vector.id, event: JSON.parse(event) })
})

test('headers are taken as a Request has them, as Node has them, and as they were written', async () => {
  const delivery = await signed(event)
  const plain = delivery.headers as Record<string, string>
  const capitals = Object.fromEntries(Object.entries(plain).map(([name, value]) => [name.toUpperCase(), value]))
  for (const headers of [new Headers(plain), capitals, { ...plain, accept: undefined }])
    assert.equal(await codeOf({ ...delivery, headers }), 'user.created')
})

test('a body is taken as bytes, too', async () => {
  assert.equal(await codeOf({ ...(await signed(event)), body: new TextEncoder().encode(event) }), 'user.created')
})

test('while secrets are exchanged, one signature by one of them is enough', async () => {
  assert.equal(await codeOf(await signed(event, { secrets: [other, secret] })), 'user.created')
  assert.equal(await codeOf(await signed(event, {}, [other, secret])), 'user.created')
  assert.equal(await codeOf(await signed(event, { secrets: other })), 'wrong_signature')
})

test('signatures of other versions and of other forms are left out', async () => {
  const strange = ['v1a,AAAA', 'v1,', 'v1,AAAA', 'v2,x', '', vector.signature.replace('v1', 'v0')].join(' ')
  const delivery = await signed(event)
  const good = (delivery.headers as Record<string, string>)['webhook-signature'] ?? ''
  assert.equal(await codeOf({ ...delivery, headers: headersOf(strange) }), 'wrong_signature')
  assert.equal(await codeOf({ ...delivery, headers: headersOf(`${strange} ${good}`) }), 'user.created')
})

test('a body, an id or a time that was changed does not fit the signature', async () => {
  const delivery = await signed(event)
  const good = (delivery.headers as Record<string, string>)['webhook-signature'] ?? ''
  const altered = [
    { body: event.replace('7', '8') },
    { headers: headersOf(good, { 'webhook-id': 'msg_other' }) },
    { headers: headersOf(good, { 'webhook-timestamp': `${seconds + 1}` }) },
  ]
  for (const more of altered) assert.equal(await codeOf({ ...delivery, ...more }), 'wrong_signature')
})

test('a delivery that is older or newer than the tolerance is refused (replay)', async () => {
  const at = async (offset: number, tolerance?: number) =>
    await codeOf(
      await signed(event, {
        clock: { now: () => (seconds + offset) * 1000 },
        ...(tolerance === undefined ? {} : { tolerance }),
      }),
    )
  assert.deepEqual(
    [await at(300), await at(301), await at(-300), await at(-301), await at(11, 10)],
    ['user.created', 'too_old', 'user.created', 'too_new', 'too_old'],
  )
})

test('headers that are missing or have another form are refused before anything is computed', async () => {
  const delivery = await signed(event)
  const good = delivery.headers as Record<string, string>
  const strange = [
    { 'webhook-id': undefined },
    { 'webhook-id': '' },
    { 'webhook-id': 'a.b' },
    { 'webhook-id': 'a'.repeat(201) },
    { 'webhook-timestamp': '1e9' },
    { 'webhook-timestamp': `0${seconds}` },
    { 'webhook-timestamp': `${seconds}.0` },
    { 'webhook-signature': undefined },
  ]
  for (const more of strange)
    assert.equal(await codeOf({ ...delivery, headers: { ...good, ...more } }), 'missing_headers')
})

test('what is signed and no event of ours says so', async () => {
  for (const body of ['', '[]', 'null', '{}', '{"type":"user.created"}', '{"type":7,"data":{}}'])
    assert.equal(await codeOf(await signed(body)), 'not_an_event')
  for (const type of ['user.invented', 'constructor'])
    assert.equal(await codeOf(await signed(JSON.stringify({ type, data: {} }))), 'unknown_event')
})

test('a secret that is none is an error of the program, and its text is in no message', async () => {
  const delivery = await signed(event)
  for (const secrets of ['', 'whsec_', 'whsec_c2hvcnQ=', 'whsec_%%%', `whsec_${'A'.repeat(120)}`, []]) {
    await assert.rejects(verifyWebhook({ ...delivery, secrets }), (error: Error) => {
      return error instanceof TypeError && !error.message.includes('c2hv') && !error.message.includes('AAA')
    })
  }
})

test('a secret may stand without its prefix', async () => {
  assert.equal(await codeOf(await signed(event, { secrets: secret.slice('whsec_'.length) })), 'user.created')
})

test('a body that was read as JSON is no forgery but a fault of the caller', async () => {
  const delivery = await signed(event)
  for (const body of [JSON.parse(event), [1, 2], null, undefined, new TextEncoder().encode(event).buffer])
    await assert.rejects(verifyWebhook({ ...delivery, body }), /neither text nor bytes/)
})

test('a tolerance that is no number lets no recording pass (replay)', async () => {
  const delivery = await signed(event, { clock: { now: () => (seconds + 9_000_000) * 1000 } })
  for (const tolerance of [Number.NaN, -1]) await assert.rejects(verifyWebhook({ ...delivery, tolerance }), TypeError)
  const text: object = { tolerance: '300' }
  await assert.rejects(verifyWebhook({ ...delivery, ...text }), TypeError)
  assert.equal(await codeOf({ ...delivery, clock: { now: () => Number.NaN } }), 'too_old')
  assert.equal(await codeOf({ ...delivery, tolerance: Number.POSITIVE_INFINITY }), 'user.created')
})
