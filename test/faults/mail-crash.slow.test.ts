/** SIGKILL between a deed and its mail: the mail was on disk with the deed, and comes after the next start, once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { linkTokenOf, startSmtpPeer, unusedPort } from '../mail/smtp-peer.ts'
import { secretKey } from './command-line.ts'
import { startServer } from './server-process.ts'

const people = ['a@example.com', 'b@example.com', 'c@example.com']
const password = 'SecurePass123!'

/** A mail that was being sent at the moment of the kill stays claimed for five minutes: only then it is due again. */
const longerThanTheLease = 420_000

test('mails that were queued before kill -9 are sent after it, each once', { timeout: longerThanTheLease }, async t => {
  const folder = temporaryFolder(t)
  const port = await unusedPort()
  const env = mailing(port)
  const doomed = await startServer(t, folder, env)
  for (const email of people) {
    assert.equal((await post(doomed.url, 'register', { email, password, password_confirm: password })).status, 201)
  }
  doomed.signal('SIGKILL')
  await doomed.ended

  const peer = await startSmtpPeer(t, { port })
  const revived = await startServer(t, folder, env)
  const received = await peer.wait(people.length)
  assert.deepEqual(received.flatMap(({ recipients }) => recipients).toSorted(), people)
  for (const mail of received) {
    assert.equal((await post(revived.url, 'email/verify/confirm', { token: linkTokenOf(mail) })).status, 200)
  }
  // Longer than the server waits between two looks into the outbox: a second copy would have come.
  await wait(6000)
  assert.equal(peer.received.length, people.length)
})

test('two processes that share a file send each mail once', { timeout: 90_000 }, async t => {
  const peer = await startSmtpPeer(t)
  const folder = temporaryFolder(t)
  const servers = [await startServer(t, folder, mailing(peer.port)), await startServer(t, folder, mailing(peer.port))]
  const crowd = Array.from({ length: 20 }, (_, n) => `p${String(n).padStart(2, '0')}@example.com`)
  await Promise.all(
    crowd.map(async (email, n) => {
      const url = servers[n % 2]?.url ?? ''
      const answer = await post(url, 'register', { email, password, password_confirm: password })
      assert.equal(answer.status, 201)
    }),
  )
  await peer.wait(crowd.length)
  await wait(6000)
  assert.deepEqual(peer.received.flatMap(({ recipients }) => recipients).toSorted(), crowd)
})

function mailing(port: number) {
  return {
    SECRET_KEY: secretKey,
    LATCHKEY_SMTP_URL: `smtp://127.0.0.1:${port}`,
    LATCHKEY_MAIL_FROM: 'no-reply@example.com',
    LATCHKEY_PUBLIC_URL: 'https://app.example.com',
  }
}

function post(url: string, path: string, json: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${url}/api/auth/${path}/`, { method: 'POST', headers, body: JSON.stringify(json) })
}
