/** SIGKILL between an action and its webhook: the delivery was on disk with the action, and comes after the next start, once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { openReceiver, type WebhookReceiver } from '../../src/testing/webhook-receiver.ts'
import { verifyWebhook } from '../../src/webhooks/verify-webhook.ts'
import { unusedPort } from '../mail/smtp-peer.ts'
import { secretKey } from './command-line.ts'
import { startServer } from './server-process.ts'

const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
const password = 'SecurePass123!'

/** Longer than the server waits between two looks into the queue: a second copy would have come. */
const longerThanAPoll = 6000

test('webhooks that were written before kill -9 are sent after it, each once', { timeout: 120_000 }, async t => {
  const folder = temporaryFolder(t)
  // No one listens there yet, so what is tried before the kill is not taken.
  const port = await unusedPort()
  const env = telling(`http://127.0.0.1:${port}/hooks`)
  const doomed = await startServer(t, folder, env)
  const people = ['a@example.com', 'b@example.com', 'c@example.com']
  for (const email of people) assert.equal(await register(doomed.url, email), 201)
  doomed.signal('SIGKILL')
  await doomed.ended

  const receiver = await openReceiver(t, undefined, port)
  await startServer(t, folder, env)
  await until(receiver, people.length)
  await wait(longerThanAPoll)
  assert.deepEqual(await usersOf(receiver), [1, 2, 3])
})

test('two processes that share a file send each webhook once', { timeout: 120_000 }, async t => {
  const receiver = await openReceiver(t)
  const folder = temporaryFolder(t)
  const env = telling(receiver.url)
  const servers = [await startServer(t, folder, env), await startServer(t, folder, env)]
  const crowd = Array.from({ length: 20 }, (_, n) => `p${String(n).padStart(2, '0')}@example.com`)
  await Promise.all(crowd.map(async (email, n) => assert.equal(await register(servers[n % 2]?.url ?? '', email), 201)))
  await until(receiver, crowd.length)
  await wait(longerThanAPoll)
  assert.deepEqual(
    await usersOf(receiver),
    crowd.map((_, n) => n + 1),
  )
})

function telling(url: string) {
  const webhooks = JSON.stringify({ billing: { url, secret, events: ['user.created'] } })
  return { SECRET_KEY: secretKey, LATCHKEY_WEBHOOKS: webhooks }
}

async function register(url: string, email: string): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ email, password, password_confirm: password })
  return (await fetch(`${url}/api/auth/register/`, { method: 'POST', headers, body })).status
}

async function until({ received }: WebhookReceiver, count: number): Promise<void> {
  while (received.length < count) await wait(100)
}

/** In order; every delivery is verified. */
async function usersOf({ received }: WebhookReceiver): Promise<readonly unknown[]> {
  const users = await Promise.all(
    received.map(async delivery => {
      const verified = await verifyWebhook({ ...delivery, secrets: secret })
      return verified.ok && verified.event.type === 'user.created' ? Number(verified.event.data.user_id) : verified
    }),
  )
  return users.toSorted((a, b) => Number(a) - Number(b))
}
