import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../testing/mail-auth.ts'
import { testPassword } from '../testing/test-client.ts'

const email = 'alice@example.com'
const account = { email, password: testPassword, password_confirm: testPassword }

test('a new account is sent a link that verifies its address, once', async () => {
  const auth = await createMailAuth()
  await auth.post('register', account)
  const [mail] = auth.mailbox.to(email)
  assert.match(mail?.text ?? '', /^https:\/\/app\.example\.com\/account\/verify-email\/\?token=/m)
  assert.match(mail?.text ?? '', /24 hours/)
  const token = auth.mailbox.tokenFor(email)
  assert.equal((await auth.store.users.findByLogin(email))?.emailVerified, false)
  assert.deepEqual((await auth.post('email/verify/confirm', { token })).json, { message: 'Email address verified.' })
  assert.equal((await auth.store.users.findByLogin(email))?.emailVerified, true)
  const again = await auth.post('email/verify/confirm', { token })
  assert.equal(again.status, 400)
  assert.deepEqual(again.json, { error: 'Invalid or expired token' })
})

test('the link is good for a day', async () => {
  const auth = await createMailAuth()
  await auth.post('register', account)
  const token = auth.mailbox.tokenFor(email)
  auth.clock.advance(86_400_000)
  assert.equal((await auth.post('email/verify/confirm', { token })).status, 400)
})

test('another mail can be asked for until the address is verified, and none after', async () => {
  const auth = await createMailAuth()
  await auth.post('register', account)
  await auth.post('email/verify', { email: 'ALICE@example.com' })
  assert.equal(auth.mailbox.to(email).length, 2)
  await auth.post('email/verify/confirm', { token: auth.mailbox.tokenFor(email) })
  await auth.post('email/verify', { email })
  assert.equal(auth.mailbox.mails.length, 2)
})

test('where an address has to be verified, registering and logging in give tokens only after it', async () => {
  const auth = await createMailAuth({ requireVerifiedEmail: true })
  const registered = await auth.post('register', account)
  assert.equal(registered.status, 201)
  assert.equal(registered.json.tokens, undefined)
  for (const path of ['login', 'token', 'cookie/login']) {
    assert.equal((await auth.request('POST', `/api/auth/${path}/`, { json: account })).status === 200, false, path)
  }
  assert.ok(auth.reasonsOf('login.failed').includes('unverified_email'))
  await auth.post('email/verify/confirm', { token: auth.mailbox.tokenFor(email) })
  assert.equal((await auth.login(email)).access.split('.').length, 3)
})

test("tutorial 4's custom rule sees whether an address was verified", async () => {
  const auth = await createMailAuth({ userAuthenticationRule: user => user?.emailVerified === true })
  await auth.post('register', account)
  assert.equal((await auth.post('login', account)).status, 401)
  await auth.post('email/verify/confirm', { token: auth.mailbox.tokenFor(email) })
  assert.equal((await auth.post('login', account)).status, 200)
})

test('without anybody who carries mail there are no mail endpoints', async () => {
  const auth = await createMailAuth({ sendMail: undefined })
  for (const path of ['email/verify', 'email/verify/confirm', 'email/change/confirm', 'password/reset']) {
    assert.equal((await auth.post(path, { email })).status, 404, path)
  }
})
