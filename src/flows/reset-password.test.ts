import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth, type MailAuth } from '../testing/mail-auth.ts'

const email = 'alice@example.com'
const fresh = 'A-fresh-secret-42'

async function withLink(auth: MailAuth): Promise<string> {
  await auth.post('password/reset', { email })
  return auth.mailbox.tokenFor(email)
}

const choose = (auth: MailAuth, token: string, password = fresh) =>
  auth.post('password/reset/confirm', { token, new_password: password, new_password_confirm: password })

test('a reset sets the password, ends every session, verifies the address and tells the owner', async () => {
  const auth = await createMailAuth()
  const old = await auth.register(email)
  const answer = await choose(auth, await withLink(auth))
  assert.deepEqual(answer.json, { message: 'Password changed successfully. Please log in again.' })
  assert.equal((await auth.visit(old.access)).status, 401)
  assert.equal((await auth.refresh(old.refresh)).status, 401)
  assert.equal((await auth.visit((await auth.login(email, fresh)).access)).status, 200)
  assert.equal((await auth.store.users.findByLogin(email))?.emailVerified, true)
  assert.match(auth.mailbox.to(email).at(-1)?.subject ?? '', /was changed/)
})

test('the newest link works once, within an hour, and dies with the password that it would replace', async () => {
  const auth = await createMailAuth()
  const { access } = await auth.register(email)
  const [older, newest] = [await withLink(auth), await withLink(auth)]
  assert.equal((await choose(auth, older)).status, 400)
  assert.equal((await choose(auth, newest)).status, 200)
  assert.equal((await choose(auth, newest)).status, 400)
  assert.equal((await auth.visit(access)).status, 401)

  const third = await withLink(auth)
  const now = await auth.login(email, fresh)
  await auth.changePassword(now.access, 'Yet-another-7', fresh)
  assert.equal((await choose(auth, third)).status, 400)

  const late = await withLink(auth)
  auth.clock.advance(3_600_000)
  assert.equal((await choose(auth, late)).status, 400)
})

test('of two who hold one link one sets the password', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  const token = await withLink(auth)
  const answers = await Promise.all(['One-secret-111', 'Two-secret-222'].map(password => choose(auth, token, password)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400])
})

test('the policy compares the new password with the data of the owner, and the link stays good', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  const token = await withLink(auth)
  for (const password of ['short', '12345678901', 'password', 'alice@example']) {
    const refused = await choose(auth, token, password)
    assert.equal(refused.status, 400)
    assert.ok(refused.json.new_password, password)
  }
  const different = { token, new_password: fresh, new_password_confirm: `${fresh}!` }
  assert.ok((await auth.post('password/reset/confirm', different)).json.new_password_confirm)
  assert.equal((await choose(auth, token)).status, 200)
})

test('inactive accounts and accounts without a password get no link', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  auth.store.database.exec('UPDATE users SET is_active = 0')
  await auth.post('password/reset', { email })
  auth.store.database.exec("UPDATE users SET is_active = 1, password = '!nothing'")
  await auth.post('password/reset', { email })
  const subjects = auth.mailbox.mails.map(({ subject }) => subject)
  assert.deepEqual(
    subjects.filter(subject => subject.includes('new password')),
    [],
  )
})

test('accounts that share an address get a link each, and each says whose it is', async () => {
  const auth = await createMailAuth({ accounts: 'username', verifyEmailAtRegistration: false })
  for (const username of ['ann', 'bob']) {
    const json = {
      username,
      email: 'shared@example.com',
      password: 'SecurePass123!',
      password_confirm: 'SecurePass123!',
    }
    assert.equal((await auth.post('register', json)).status, 201)
  }
  await auth.post('password/reset', { email: 'Shared@Example.com' })
  const texts = auth.mailbox.to('shared@example.com').map(({ text }) => text)
  assert.equal(texts.length, 2)
  assert.match(texts.join('\n'), /the account ann.*the account bob/s)
})
