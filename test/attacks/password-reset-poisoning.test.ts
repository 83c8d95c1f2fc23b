/** A link that leads to the attacker: by Host, by what proxies say, by the address, by a name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../../src/testing/mail-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const email = 'alice@example.com'

test('no header of a request gets into a link (host header injection) (host header injection)', async () => {
  const auth = await createMailAuth({
    allowedHosts: ['*'],
    trustedProxies: ['192.0.2.1'],
    verifyEmailAtRegistration: false,
  })
  await auth.register(email)
  const names = ['host', 'x-forwarded-host', 'x-host', 'x-forwarded-server', 'x-original-url', 'origin', 'referer']
  for (const name of [...names, 'forwarded', 'x-forwarded-proto', 'x-forwarded-prefix', 'x-forwarded-port']) {
    const value = name === 'forwarded' ? 'host=evil.example' : 'evil.example'
    await auth.request('POST', '/api/auth/password/reset/', { json: { email }, headers: { [name]: value } })
  }
  await auth.deliverMail()
  assert.equal(auth.mailbox.mails.length, names.length + 4)
  for (const mail of auth.mailbox.mails) {
    assert.ok(!JSON.stringify(mail).includes('evil'))
    assert.match(mail.text, /^https:\/\/app\.example\.com\/account\/reset-password\/\?token=/m)
  }
})

test('a link goes to the address as the account has it, not to a look-alike or a second one', async () => {
  const auth = await createMailAuth({ verifyEmailAtRegistration: false })
  await auth.register('kim@example.com')
  const asked = ['\u212Aim@example.com', 'kim@example.com,eve@evil.example', 'kim@example.com\r\nBcc: eve@evil.example']
  const more = [
    'kim@example.com\u0000@evil.example',
    '<kim@example.com> <eve@evil.example>',
    'kim@EXAMPLE.com',
    'kim\uFF20example.com',
  ]
  for (const typed of [...asked, ...more]) await auth.post('password/reset', { email: typed })
  for (const typed of [['kim@example.com', 'eve@evil.example'], { a: 1 }, 7]) {
    assert.equal((await auth.post('password/reset', { email: typed })).status, 400)
  }
  assert.deepEqual(
    auth.mailbox.mails.map(({ to }) => to),
    ['kim@example.com'],
  )
})

test('a name that a stranger typed is in no mail and begins no header (header injection)', async () => {
  const auth = await createMailAuth()
  const evil = 'Your account is locked, call evil.example\r\nBcc: all@example.com'
  const json = { email, first_name: evil.slice(0, 150), last_name: evil.slice(0, 150) }
  await auth.post('register', { ...json, password: testPassword, password_confirm: testPassword })
  await auth.post('password/reset', { email })
  assert.equal(auth.mailbox.mails.length, 2)
  for (const mail of auth.mailbox.mails) {
    assert.ok(!JSON.stringify(mail).includes('evil'))
    assert.ok(!/[\r\n]/.test(mail.subject + mail.to + mail.from))
  }
})

test('an account whose address moved gets no link at the old one, also when it was asked for before', async () => {
  const auth = await createMailAuth({ emailChange: 'at_once', verifyEmailAtRegistration: false })
  const { access: token } = await auth.register(email)
  await auth.request('POST', '/api/auth/password/reset/', { json: { email } })
  await auth.request('PATCH', '/api/auth/profile/', {
    json: { email: 'new@example.com', current_password: testPassword },
    token,
  })
  await auth.deliverMail()
  assert.deepEqual(
    auth.mailbox.to(email).map(({ text }) => text.includes('/reset-password')),
    [false],
  )
})
