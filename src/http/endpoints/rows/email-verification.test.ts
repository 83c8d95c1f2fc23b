import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../../../testing/mail-auth.ts'

const email = 'alice@example.com'

test('a link verifies the address, once', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  await auth.post('email/verify', { email })
  const token = auth.mailbox.tokenFor(email)
  assert.deepEqual((await auth.post('email/verify/confirm', { token })).json, { message: 'Email address verified.' })
  assert.equal((await auth.store.users.findByLogin(email))?.emailVerified, true)
  assert.equal((await auth.post('email/verify/confirm', { token })).status, 400)
})

test('known, verified and unknown addresses get one answer (account enumeration)', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  const before = await auth.post('email/verify', { email })
  await auth.post('email/verify/confirm', { token: auth.mailbox.tokenFor(email) })
  const after = await auth.post('email/verify', { email })
  const unknown = await auth.post('email/verify', { email: 'x@example.com' })
  assert.equal(new Set([before, after, unknown].map(({ status, text }) => `${status} ${text}`)).size, 1)
})

test('text that is no address is refused before anything is sent', async () => {
  const auth = await createMailAuth()
  assert.equal((await auth.post('email/verify', { email: 'alice' })).status, 400)
})
