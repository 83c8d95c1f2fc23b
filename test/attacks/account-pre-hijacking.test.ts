/**
 * An impostor registers the address of another person, prepares ways into the account, and waits for its owner. What
 * API keys and providers add is tested in their folders.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth, type MailAuth } from '../../src/testing/mail-auth.ts'
import { tokenIn } from '../../src/testing/mailbox.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const email = 'alice@example.com'
const chosen = 'Fresh-secret-of-alice-7'

function notMeToken({ mailbox }: MailAuth): string {
  const text = mailbox.to(email).findLast(mail => mail.text.includes('/not-me'))?.text ?? ''
  return tokenIn({ text: text.slice(text.indexOf('/not-me')) }) ?? assert.fail('no such link')
}

async function reset(auth: MailAuth) {
  await auth.post('password/reset', { email })
  const token = auth.mailbox.tokenFor(email)
  return await auth.post('password/reset/confirm', { token, new_password: chosen, new_password_confirm: chosen })
}

for (const accounts of ['email', 'username'] as const) {
  test(`"not me" in the verification mail closes the account, and its owner can open one (${accounts}, account pre-hijacking)`, async () => {
    const auth = await createMailAuth({ accounts, verifyEmailAtRegistration: true })
    const names = accounts === 'username' ? { username: 'impostor' } : {}
    const given = { email, password: testPassword, password_confirm: testPassword, ...names }
    await auth.post('register', { ...given, first_name: 'A', last_name: 'B' })
    const login = { [accounts]: accounts === 'email' ? email : 'impostor', password: testPassword }
    const { access, refresh } = (await auth.request('POST', '/api/token/', { json: login })).json
    const token = notMeToken(auth)
    assert.equal((await auth.request('GET', `/api/auth/email/verify/not-me/?token=${token}`)).status, 405)
    assert.equal((await auth.post('email/verify/not-me', { token })).status, 200)
    assert.equal((await auth.visit(String(access))).status, 401)
    assert.equal((await auth.refresh(String(refresh))).status, 401)
    assert.equal((await auth.request('POST', '/api/token/', { json: login })).status, 401)
    assert.equal((await auth.post('email/verify/not-me', { token })).status, 400)
    await auth.post('email/verify', { email })
    const again = await auth.post('register', { ...given, username: 'alice', first_name: 'A', last_name: 'B' })
    assert.equal(again.status, 201)
  })
}

test('"not me" does nothing once the address was verified, and confirming does nothing after "not me"', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  await auth.deliverMail()
  const [confirm, notMe] = [auth.mailbox.tokenFor(email), notMeToken(auth)]
  assert.equal((await auth.post('email/verify/confirm', { token: notMe })).status, 400)
  assert.equal((await auth.post('email/verify/not-me', { token: confirm })).status, 400)
  assert.equal((await auth.post('email/verify/confirm', { token: confirm })).status, 200)
  assert.equal((await auth.post('email/verify/not-me', { token: notMe })).status, 400)

  const other = await createMailAuth()
  await other.register(email)
  await other.deliverMail()
  const late = other.mailbox.tokenFor(email)
  assert.equal((await other.post('email/verify/not-me', { token: notMeToken(other) })).status, 200)
  assert.equal((await other.post('email/verify/confirm', { token: late })).status, 400)
})

test('of two closed accounts neither is in the way of the other', async () => {
  const auth = await createMailAuth()
  for (const round of [1, 2]) {
    await auth.register(email)
    await auth.deliverMail()
    assert.equal((await auth.post('email/verify/not-me', { token: notMeToken(auth) })).status, 200, String(round))
  }
})

test('a stranger at a mistyped address cannot take the account after the typo was corrected (account takeover)', async () => {
  const auth = await createMailAuth()
  const { access } = await auth.register(email)
  const ask = (address: string) =>
    auth.request('PATCH', '/api/auth/profile/', {
      json: { email: address, current_password: testPassword },
      token: access,
    })
  for (const corrected of ['right@example.com', email]) {
    await ask('typo@example.com')
    await auth.deliverMail()
    await ask(corrected)
    const token = auth.mailbox.tokenFor('typo@example.com')
    assert.equal((await auth.post('email/change/confirm', { token })).status, 400, corrected)
  }
})

test('nor by taking the correction back, where addresses change at once', async () => {
  const auth = await createMailAuth({ emailChange: 'at_once' })
  const { access } = await auth.register(email)
  for (const address of ['typo@example.com', 'right@example.com']) {
    const json = { email: address, current_password: testPassword }
    assert.equal((await auth.request('PATCH', '/api/auth/profile/', { json, token: access })).status, 200)
    await auth.deliverMail()
  }
  assert.ok(auth.mailbox.to('typo@example.com').every(({ text }) => !text.includes('/restore-email')))
  const taken = await auth.post('email/change/revert', { token: auth.mailbox.tokenFor(email) })
  assert.equal(taken.status, 200, 'the first address can')
})

test('an unproven address hears of its change again once the earlier one cannot take it back', async () => {
  const auth = await createMailAuth({ emailChange: 'at_once' })
  await auth.register(email)
  for (const address of ['second@example.com', 'third@example.com']) {
    auth.clock.advance(4 * 86_400_000)
    const name = address.startsWith('second') ? email : 'second@example.com'
    const { access } = await auth.login(name)
    const json = { email: address, current_password: testPassword }
    await auth.request('PATCH', '/api/auth/profile/', { json, token: access })
    await auth.deliverMail()
  }
  const token = auth.mailbox.tokenFor('second@example.com')
  assert.equal((await auth.post('email/change/revert', { token })).status, 200)
})

test('a link for a new password that was opened before the address moved sets none', async () => {
  const auth = await createMailAuth({ emailChange: 'at_once' })
  const { access } = await auth.register(email)
  await auth.post('password/reset', { email })
  const token = auth.mailbox.tokenFor(email)
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail('no user')
  const { hasher } = auth.system
  const slow = {
    ...hasher,
    hash: async (text: string) => {
      await auth.request('PATCH', '/api/auth/profile/', {
        json: { email: 'moved@example.com', current_password: testPassword },
        token: access,
      })
      return await hasher.hash(text)
    },
  }
  const { openPasswordReset, resetPassword } = await import('../../src/flows/reset-password.ts')
  const system = { ...auth.system, origin: { address: '192.0.2.1', userAgent: '' }, hasher: slow }
  const opened = await openPasswordReset(system, token)
  await assert.rejects(resetPassword(system, opened, chosen), { code: 'invalid_or_expired_token' })
  assert.equal((await auth.store.users.findById(user.id))?.password.reveal(), user.password.reveal())
})

test('an older link for a new password does nothing, and five an hour may be asked for', async () => {
  const auth = await createMailAuth({ throttling: true })
  await auth.register(email)
  const tokens: string[] = []
  for (let count = 0; count < 4; count += 1) {
    assert.equal((await auth.post('password/reset', { email })).status, 200)
    tokens.push(auth.mailbox.tokenFor(email))
  }
  const choose = (token: string) =>
    auth.post('password/reset/confirm', { token, new_password: chosen, new_password_confirm: chosen })
  for (const old of tokens.slice(0, -1)) assert.equal((await choose(old)).status, 400)
  assert.equal((await choose(tokens.at(-1) ?? '')).status, 200)
})

test('after the owner’s reset nothing of the impostor works, also where the owner clicked the verification mail', async () => {
  const auth = await createMailAuth()
  const impostor = await auth.register(email)
  await auth.deliverMail()
  await auth.post('email/verify/confirm', { token: auth.mailbox.tokenFor(email) })
  assert.equal((await reset(auth)).status, 200)
  assert.equal((await auth.visit(impostor.access)).status, 401)
  assert.equal((await auth.refresh(impostor.refresh)).status, 401)
})
