import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MailOutcome } from '../../ports/mailer.ts'
import { createMailAuth } from '../../testing/mail-auth.ts'
import { operator, operatorName, watchOperator } from '../../testing/watch-operator.ts'
import { dropMail, retryMail } from './manage-outbox.ts'

const away: MailOutcome = { outcome: 'retry', reason: 'ECONNECTION CONN' }

/** The verification mail of a new account was put off once by a mail server that is back now. */
async function withWaitingMail() {
  const outcomes = [away]
  let sent = 0
  const sendMail = () => {
    sent += 1
    return outcomes.shift() ?? ({ outcome: 'delivered' } as const)
  }
  const auth = await createMailAuth({ sendMail })
  await auth.register('alice@example.com')
  await auth.deliverMail()
  assert.equal(sent, 1)
  const { mails } = await auth.system.outbox.list({ limit: 1 })
  const watched = watchOperator(auth)
  let woken = 0
  const wake = () => {
    woken += 1
  }
  const system = { ...watched.system, outboxWorker: { wake } }
  return { ...watched, auth, system, id: mails[0]?.id ?? 0, sent: () => sent, woken: () => woken }
}

const about = { userId: 1, data: { kind: 'email_verification', attempt: 1 }, actor: operatorName }

test('a mail that was put off is sent when an operator says so, and the worker is woken for it', async () => {
  const { auth, system, rows, events, id, sent, woken } = await withWaitingMail()
  await auth.deliverMail()
  assert.equal(sent(), 1)
  assert.equal(await retryMail(system, operator, id), 'done')
  assert.equal(woken(), 1)
  await auth.deliverMail()
  assert.equal(sent(), 2)
  assert.deepEqual(await rows(), [{ event: 'mail.retried', userId: 1, reason: 'email_verification' }])
  assert.deepEqual(events(), [{ name: 'mail.retried', ...about }])
  assert.equal(await retryMail(system, operator, id), 'gone')
  assert.deepEqual([events().length, woken()], [1, 1])
})

test('a mail that an operator drops is never sent, and its row is written once', async () => {
  const { auth, system, rows, events, id, sent } = await withWaitingMail()
  assert.equal(await dropMail(system, operator, id), 'done')
  auth.clock.advance(3_600_000)
  await auth.deliverMail()
  assert.equal(sent(), 1)
  assert.equal(await dropMail(system, operator, id), 'gone')
  assert.deepEqual(await rows(), [{ event: 'mail.dropped', userId: 1, reason: 'email_verification' }])
  assert.deepEqual(events(), [{ name: 'mail.dropped', reason: 'operator', ...about }])
  const all = await auth.store.audit.findByTrace(system.origin.traceId ?? '')
  assert.equal(all.length, 1)
})
