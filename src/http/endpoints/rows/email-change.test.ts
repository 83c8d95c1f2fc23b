import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../../../testing/mail-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'

const [old, fresh] = ['alice@example.com', 'alice@example.org']

async function askForChange() {
  const auth = await createMailAuth()
  const { access } = await auth.register(old)
  await auth.request('PATCH', '/api/auth/profile/', {
    json: { email: fresh, current_password: testPassword },
    token: access,
  })
  await auth.deliverMail()
  return { auth, token: auth.mailbox.tokenFor(fresh) }
}

test('the account moves when the link in the mail to the new address is used, not before', async () => {
  const { auth, token } = await askForChange()
  assert.equal((await auth.store.users.findByLogin(old))?.email, old)
  const { status, json } = await auth.post('email/change/confirm', { token })
  assert.deepEqual([status, json], [200, { message: 'Email address changed.' }])
  await auth.login(fresh)
})

test('an address that another account took meanwhile is refused in words for the form', async () => {
  const { auth, token } = await askForChange()
  await auth.register(fresh)
  const { status, json } = await auth.post('email/change/confirm', { token })
  assert.deepEqual([status, Object.keys(json)], [400, ['email']])
})

test('the link of another mail does not move the account', async () => {
  const { auth } = await askForChange()
  await auth.post('password/reset', { email: old })
  assert.equal((await auth.post('email/change/confirm', { token: auth.mailbox.tokenFor(old) })).status, 400)
})
