import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MailOutcome } from '../ports/mailer.ts'
import { everyRow } from '../testing/every-row.ts'
import { createMailAuth } from '../testing/mail-auth.ts'
import { tokenIn } from '../testing/mailbox.ts'
import { createAccount } from './register.ts'

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

test('a mail is dropped after a day, with an event', async () => {
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

/** An Auth, and what resolves with the first mail that it sends by itself. */
async function withFirstMail() {
  const { promise: first, resolve } = Promise.withResolvers<string>()
  const auth = await createMailAuth({ sendMail: ({ to }) => resolve(to), verifyEmailAtRegistration: false })
  return { auth, first }
}

test('a mail is sent a moment after its action, without anybody asking', { timeout: 5000 }, async () => {
  const { auth, first } = await withFirstMail()
  const { access } = await auth.register(email)
  await auth.changePassword(access, 'Another-secret-9')
  auth.clock.advance(100)
  assert.equal(await first, email)
})

test('what waits since before the start goes from the first request on', { timeout: 5000 }, async () => {
  const { auth, first } = await withFirstMail()
  const mail = { kind: 'password_changed', userId: 1, to: email, now: auth.clock.now() } as const
  await createAccount(auth.system, { email })
  await auth.store.outbox.put([mail])
  await auth.request('GET', '/api/auth/profile/')
  auth.clock.advance(100)
  assert.equal(await first, email)
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

test('a mail server that never answers blocks the queue for two minutes at most', async () => {
  const sent: string[] = []
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const hangs = (to: string) => to === email && !sent.includes('later@example.com')
  const auth = await createMailAuth({
    sendMail: ({ to }) => {
      begin()
      return hangs(to) ? new Promise(() => {}) : void sent.push(to)
    },
  })
  await auth.register(email)
  const stuck = auth.deliverMail()
  await begun
  await auth.register('later@example.com')
  auth.clock.advance(120_000)
  await stuck
  await auth.deliverMail()
  assert.deepEqual(sent, ['later@example.com'])
  auth.clock.advance(5000)
  await auth.deliverMail()
  assert.deepEqual(sent, ['later@example.com', email])
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
