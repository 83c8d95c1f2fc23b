import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../../../testing/mail-auth.ts'

const email = 'alice@example.com'
const known = 'password/reset'
const confirm = 'password/reset/confirm'

test('a known and an unknown address get one answer (account enumeration)', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  const [alice, stranger] = [await auth.post(known, { email }), await auth.post(known, { email: 'x@example.com' })]
  assert.deepEqual([alice.status, alice.text], [stranger.status, stranger.text])
  assert.deepEqual([auth.mailbox.to('x@example.com').length, stranger.status], [0, 200])
})

test('a bad token is refused before anything is said of the password', async () => {
  const auth = await createMailAuth()
  const json = { token: 'a.b.c', new_password: 'short', new_password_confirm: 'short' }
  const { headers, text } = await auth.post(confirm, json)
  assert.equal(headers.get('latchkey-code'), 'invalid_or_expired_token')
  assert.doesNotMatch(text, /short/)
})

test('a poor password spends no token: the reader of the mail tries another', async () => {
  const auth = await createMailAuth()
  await auth.register(email)
  await auth.post(known, { email })
  const token = auth.mailbox.tokenFor(email)
  const set = (password: string, again = password) =>
    auth.post(confirm, { token, new_password: password, new_password_confirm: again })
  assert.deepEqual(Object.keys((await set('short')).json), ['new_password'])
  assert.deepEqual(Object.keys((await set('AnotherPass456!', 'other')).json), ['new_password_confirm'])
  assert.equal((await set('AnotherPass456!')).status, 200)
})
