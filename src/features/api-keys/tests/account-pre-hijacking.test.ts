/** Account pre-hijacking: an attacker registers another person's address, creates an API key, and waits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineEndpoint } from '../../../http/endpoints/define-endpoint.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { createMailAuth, type MailAuth } from '../../../testing/mail-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'
import { apiKeyAuthentication } from '../api-key-authentication.ts'

const email = 'alice@example.com'
const chosen = 'AnotherSecurePass456!'

const endpoint = defineEndpoint({
  path: '/endpoint/',
  authentication: [apiKeyAuthentication],
  permissions: [isAuthenticated],
  GET: () => ({ status: 200, body: {} }),
})

test('account pre-hijacking: an attacker’s API key stops working when the owner of the address resets the password', async () => {
  const { auth, key } = await preRegister()
  assert.equal((await visit(auth, key)).status, 200)
  await reset(auth)
  // A row whose only scheme has no challenge answers 403, as DRF does.
  assert.equal((await visit(auth, key)).status, 403)
})

for (const moment of ['before', 'after'] as const) {
  test(`so does one that was made ${moment} the owner clicked the verification mail`, async () => {
    const auth = await createMailAuth({}, { endpoints: [endpoint] })
    const { access } = await auth.register(email)
    await auth.deliverMail()
    const confirm = () => auth.post('email/verify/confirm', { token: auth.mailbox.tokenFor(email) })
    if (moment === 'after') await confirm()
    const made = await auth.request('POST', '/api/auth/api-keys/', {
      token: access,
      json: { name: 'trap', current_password: testPassword },
    })
    if (moment === 'before') await confirm()
    assert.equal((await visit(auth, made.json.key)).status, 200)
    await reset(auth)
    assert.equal((await visit(auth, made.json.key)).status, 403)
  })
}

test('an API key that the owner made survives the owner’s password reset', async () => {
  const { auth } = await preRegister()
  await reset(auth)
  const { access } = await auth.login(email, chosen)
  const own = await auth.request('POST', '/api/auth/api-keys/', {
    token: access,
    json: { name: 'job', current_password: chosen },
  })
  await reset(auth)
  assert.equal((await visit(auth, own.json.key)).status, 200)
})

async function preRegister() {
  const auth = await createMailAuth({ verifyEmailAtRegistration: false }, { endpoints: [endpoint] })
  const { access } = await auth.register(email)
  const made = await auth.request('POST', '/api/auth/api-keys/', {
    token: access,
    json: { name: 'trap', current_password: testPassword },
  })
  return { auth, key: String(made.json.key) }
}

async function reset(auth: MailAuth): Promise<void> {
  await auth.post('password/reset', { email })
  const token = auth.mailbox.tokenFor(email)
  const json = { token, new_password: chosen, new_password_confirm: chosen }
  assert.equal((await auth.post('password/reset/confirm', json)).status, 200)
  auth.clock.advance(3_600_000)
}

function visit(auth: MailAuth, key: string) {
  return auth.request('GET', '/endpoint/', { headers: { 'x-api-key': key } })
}
