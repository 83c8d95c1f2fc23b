/** Interoperability: the reference library of Standard Webhooks verifies what we send, and we verify what it signs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { readWebhookSecret } from '../../../webhooks/secret.ts'
import { signMessage } from '../../../webhooks/signature.ts'
import { verifyWebhook } from '../../../webhooks/verify-webhook.ts'
import { otherSecret, secret } from './webhook-auth.ts'

const body = '{"type":"user.created","timestamp":"2026-01-15T12:00:00.000Z","data":{"user_id":"Zoë 😀"}}'
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'
/** The library reads the clock of the machine. */
const timestamp = Math.floor(Date.now() / 1000)

async function headersBy(...secrets: readonly string[]) {
  const keys = secrets.map(readWebhookSecret).filter(key => typeof key !== 'string')
  const signature = await signMessage({ id, timestamp, body }, keys)
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }
}

test('the reference library takes a delivery by either secret, while one is exchanged', async () => {
  const headers = await headersBy(otherSecret, secret)
  for (const each of [secret, otherSecret]) assert.deepEqual(new Webhook(each).verify(body, headers), JSON.parse(body))
  assert.throws(() => new Webhook(secret).verify(body.replace('Zoë', 'Zoe'), headers), WebhookVerificationError)
})

test('what the reference library signs is verified', async () => {
  const signature = new Webhook(secret).sign(id, new Date(timestamp * 1000), body)
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature }
  const verified = await verifyWebhook({ body, headers, secrets: secret })
  assert.deepEqual(verified, { ok: true, id, event: JSON.parse(body) })
  assert.equal(signature, (await headersBy(secret))['webhook-signature'])
})
