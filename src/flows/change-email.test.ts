import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth, type MailAuth } from '../testing/mail-auth.ts'
import { testPassword } from '../testing/test-client.ts'

const [old, next] = ['alice@example.com', 'alice@new.example']

async function move(auth: MailAuth, access: string, json: object = { email: next }) {
  const answer = await auth.request('PATCH', '/api/auth/profile/', {
    json: { current_password: testPassword, ...json },
    token: access,
  })
  await auth.deliverMail()
  return answer
}

test('a new address waits until it is confirmed there, and the old one is told', async () => {
  const auth = await createMailAuth()
  const { access } = await auth.register(old)
  const answer = await move(auth, access, { email: next, first_name: 'Al' })
  assert.deepEqual([answer.json.email, answer.json.first_name], [old, 'Al'])
  assert.match(auth.mailbox.to(old).at(-1)?.subject ?? '', /A new address was requested/)
  await auth.login(old)
  const token = auth.mailbox.tokenFor(next)
  assert.equal((await auth.post('email/change/confirm', { token })).status, 200)
  await auth.login(next)
  assert.equal((await auth.store.users.findByLogin(next))?.emailVerified, true)
  assert.match(auth.mailbox.to(old).at(-1)?.subject ?? '', /has a new address/)
  assert.equal((await auth.post('email/change/confirm', { token })).status, 400)
})

test('a password change or a reset stops a change that a stranger asked for, also while its mail still waits', async () => {
  let isAway = true
  const auth = await createMailAuth()
  const { mailbox } = auth
  const slow = await createMailAuth({
    sendMail: message => (isAway ? { outcome: 'retry', reason: 'away' } : mailbox.settings.sendMail?.(message)),
  })
  const fast = await auth.register(old)
  await move(auth, fast.access)
  await auth.changePassword(fast.access, 'Another-secret-9')
  assert.equal((await auth.post('email/change/confirm', { token: mailbox.tokenFor(next) })).status, 400)

  const stolen = await slow.register(old)
  await move(slow, stolen.access, { email: 'thief@example.com' })
  await slow.changePassword(stolen.access, 'Another-secret-9')
  isAway = false
  slow.clock.advance(60_000)
  await slow.deliverMail()
  assert.deepEqual(mailbox.to('thief@example.com'), [])
})

test('an address that another account took meanwhile is refused, and the account stays', async () => {
  const auth = await createMailAuth()
  const { access } = await auth.register(old)
  await move(auth, access)
  await auth.register(next)
  const answer = await auth.post('email/change/confirm', { token: auth.mailbox.tokenFor(next) })
  assert.deepEqual([answer.status, Object.keys(answer.json)], [400, ['email']])
  await auth.login(old)
})

test('at once, the old address is told and the new one asked to verify', async () => {
  const auth = await createMailAuth({ emailChange: 'at_once' })
  const { access } = await auth.register(old)
  assert.equal((await move(auth, access)).json.email, next)
  assert.match(auth.mailbox.to(old).at(-1)?.subject ?? '', /has a new address/)
  assert.equal((await auth.post('email/verify/confirm', { token: auth.mailbox.tokenFor(next) })).status, 200)
  assert.equal((await auth.store.users.findByLogin(next))?.emailVerified, true)
})

test("compat changes the address at once, as Django's serializer does", async () => {
  const auth = await createMailAuth({ compat: 'simplejwt', emailCase: 'fold' })
  const { access } = await auth.register(old)
  assert.equal((await move(auth, access)).json.email, next)
  assert.equal((await auth.login(next, testPassword)).access.length > 0, true)
})
