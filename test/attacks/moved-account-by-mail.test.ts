/** CWE-286, account pre-hijacking: an account without a password is moved to an address, and its impostor holds a link to move it on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../../src/testing/mail-auth.ts'
import { logInByMail } from '../../src/testing/mail-logins.ts'

const impostor = 'mallory@example.com'
const next = 'mallory.next@example.com'
const owner = 'alice@example.com'

test('the owner’s first login by mail voids a change of address that an impostor asked for before', async () => {
  const auth = await createMailAuth({ mailLogin: 'both', emailChange: 'confirm' })
  await auth.register(impostor)
  // It takes the password away, so that nothing changes about it later.
  const { access } = (await logInByMail(auth, impostor)).json
  const move = async (email: string) => {
    const asked = await auth.request('PATCH', '/api/auth/profile/', { token: access, json: { email } })
    assert.equal(asked.status, 200, asked.text)
    await auth.deliverMail()
  }
  const confirm = (email: string) => auth.post('email/change/confirm', { token: auth.mailbox.tokenFor(email) })
  await move(owner)
  const clicked = await confirm(owner)
  assert.equal(clicked.status, 200, clicked.text)
  await move(next)
  assert.equal((await logInByMail(auth, owner)).status, 200)
  const taken = await confirm(next)
  assert.deepEqual([taken.status, (await auth.store.users.findByLogin(owner))?.email], [400, owner], taken.text)
})
