import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MailOutcome } from '../ports/mailer.ts'
import { everyRow } from '../testing/every-row.ts'
import { createMailAuth } from '../testing/mail-auth.ts'
import { tokenIn } from '../testing/mailbox.ts'

const email = 'alice@example.com'
const away: MailOutcome = { outcome: 'retry', reason: 'ECONNECTION CONN' }

/** An account whose verification mail was tried once, by a carrier that gives these outcomes in turn. */
async function withCarrier(...outcomes: readonly (MailOutcome | Error)[]) {
  const tried: string[] = []
  const sendMail = ({ text }: { readonly text: string }) => {
    const outcome = outcomes[Math.min(tried.length, outcomes.length - 1)]
    tried.push(tokenIn({ text }) ?? '')
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  const auth = await createMailAuth({ sendMail })
  await auth.register(email)
  await auth.deliverMail()
  return { auth, tried }
}

test('a mail that cannot go now is tried again, later each time, with the same token', async () => {
  const { auth, tried } = await withCarrier(away, new Error('no such host'), { outcome: 'delivered' })
  await auth.deliverMail()
  assert.equal(tried.length, 1)
  auth.clock.advance(5000)
  await auth.deliverMail()
  auth.clock.advance(5000)
  await auth.deliverMail()
  assert.equal(tried.length, 2)
  auth.clock.advance(5000)
  await auth.deliverMail()
  assert.equal(tried.length, 3)
  assert.equal(new Set(tried).size, 1)
  assert.deepEqual(auth.reasonsOf('mail.postponed'), ['ECONNECTION CONN', 'Error'])
  assert.deepEqual(auth.reasonsOf('mail.sent'), ['email_verification'])
  auth.clock.advance(3_600_000)
  await auth.deliverMail()
  assert.equal(tried.length, 3)
})

test('after a day nobody tries any more, and an event says so', async () => {
  const { auth, tried } = await withCarrier(away)
  for (let hour = 0; hour < 30; hour += 1) {
    auth.clock.advance(3_600_000)
    await auth.deliverMail()
  }
  assert.ok(tried.length > 20 && tried.length < 40, String(tried.length))
  assert.equal(auth.reasonsOf('mail.dropped').length, 1)
  assert.deepEqual(await auth.store.outbox.claim({ now: auth.clock.now() * 2, until: 0, limit: 1 }), [])
})

test('a mailbox that will not have it gets it once', async () => {
  const { auth, tried } = await withCarrier({ outcome: 'refused', reason: 'EENVELOPE RCPT 550' })
  auth.clock.advance(3_600_000)
  await auth.deliverMail()
  assert.equal(tried.length, 1)
  assert.deepEqual(auth.reasonsOf('mail.dropped'), ['EENVELOPE RCPT 550'])
})

test('a mail is sent a moment after its deed without anybody asking, and one left by a crash too', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  assert.equal(auth.mailbox.mails.length, 0)
  auth.clock.advance(100)
  // Joins the round that the timer has begun.
  await auth.deliverMail()
  assert.equal(auth.mailbox.mails.length, 1)
})

test('a mail that a crashed process held is sent by another when its time is over', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  const now = auth.clock.now()
  await auth.store.outbox.claim({ now, until: now + 300_000, limit: 10 })
  await auth.deliverMail()
  assert.equal(auth.mailbox.mails.length, 0)
  auth.clock.advance(300_000)
  await auth.deliverMail()
  assert.equal(auth.mailbox.mails.length, 1)
})

test('no token text rests in the database, before a mail is sent and after', async () => {
  const { auth, tried } = await withCarrier(away)
  const [token = ''] = tried
  const signature = token.slice(token.lastIndexOf('.') + 1)
  assert.ok(signature.length > 20)
  assert.ok(!JSON.stringify(everyRow(auth.store)).includes(signature))
})

test('one account with a carrier that hangs does not keep the process from ending', async () => {
  const auth = await createMailAuth({ sendMail: () => new Promise(() => {}) })
  await auth.register(email)
  void auth.deliverMail()
  const closed = auth.close()
  await new Promise(resolve => setImmediate(resolve))
  auth.clock.advance(3000)
  await closed
})
