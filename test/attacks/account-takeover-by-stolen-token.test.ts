/** A stolen access token, or a browser left open: it ends, and must not become the account. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { apiKeyAuthentication } from '../../src/features/api-keys/api-key-authentication.ts'
import { charField } from '../../src/fields/char-field.ts'
import { emailField } from '../../src/fields/email-field.ts'
import { defineEndpoint } from '../../src/http/endpoints/define-endpoint.ts'
import { customProfileEndpoint } from '../../src/http/endpoints/rows/custom-profile.ts'
import { isAuthenticated } from '../../src/permissions/built-in.ts'
import { resolveSettings } from '../../src/settings.ts'
import { actingAs } from '../../src/testing/acting-as.ts'
import { createUser } from '../../src/testing/create-user.ts'
import { createMailAuth, type MailAuth } from '../../src/testing/mail-auth.ts'
import { tokenIn } from '../../src/testing/mailbox.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const email = 'alice@example.com'
const thiefs = 'thief@example.com'
const required = { current_password: ['This field is required.'] }
const wrong = { current_password: ['Current password is incorrect.'] }

test('a stolen access token changes no address and makes no API key without the password (account takeover)', async () => {
  const auth = await createMailAuth()
  const { access: token } = await auth.register(email)
  const asks = [
    ['PATCH', '/api/auth/profile/', { email: thiefs }],
    ['PUT', '/api/auth/profile/', { email: thiefs, first_name: 'A', last_name: 'B' }],
    ['POST', '/api/auth/api-keys/', { name: 'trap' }],
  ] as const
  for (const [method, path, json] of asks) {
    assert.deepEqual((await auth.request(method, path, { token, json })).json, required, `${method} ${path}`)
    const guessed = await auth.request(method, path, { token, json: { ...json, current_password: 'a guess' } })
    assert.deepEqual([guessed.status, guessed.json], [400, wrong])
  }
  await auth.deliverMail()
  assert.deepEqual(auth.mailbox.to(thiefs), [])
  const names = await auth.request('PATCH', '/api/auth/profile/', { token, json: { email, first_name: 'Al' } })
  assert.deepEqual([names.status, names.json.first_name], [200, 'Al'])
})

test('nor does it take away the address or change the user name, in a profile of the application neither', async () => {
  const values = {
    secretKey: 'a secret that tests share, and that protects nothing at all',
    accounts: 'username',
  } as const
  const settings = resolveSettings([{ source: 'test', values }])
  const fields = z.object({
    username: charField({ required: false }),
    email: emailField({ required: false, allowBlank: true }),
  })
  const endpoints = [customProfileEndpoint(settings, { path: '/me/', fields })]
  const auth = await createTestAuth(values, { endpoints })
  const { id } = await createUser(auth, { username: 'alice', email, password: testPassword })
  const login = await auth.request('POST', '/api/token/', { json: { username: 'alice', password: testPassword } })
  const token = String(login.json.access)
  for (const path of ['/api/auth/profile/', '/me/']) {
    await auth.store.users.update(id, { email }, auth.clock.now())
    for (const json of [{ email: '' }, { email: thiefs }, { username: 'mallory' }]) {
      assert.deepEqual((await auth.request('PATCH', path, { token, json })).json, required, path)
    }
    const json = { username: 'alice', email: '', current_password: testPassword }
    assert.equal((await auth.request('PATCH', path, { token, json })).status, 200)
  }
})

test('guesses at the password count as failed logins (brute force)', async () => {
  const auth = await createTestAuth({ throttling: true, loginRate: null, loginFailures: 3 })
  await createUser(auth, { email, password: testPassword })
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail('no user')
  const thief = await actingAs(auth, user)
  const guess = { email: thiefs, current_password: 'a guess' }
  const asks = Array.from({ length: 9 }, () => thief.patch('/api/auth/profile/', guess))
  const statuses = (await Promise.all(asks)).map(({ status }) => status)
  assert.equal(statuses.filter(status => status === 400).length, 3)
  assert.equal(statuses.filter(status => status === 429).length, 6)
})

test('a user without a password needs a recent login instead', async () => {
  const auth = await createTestAuth({ accessTokenLifetime: '1d' })
  const user = await createUser(auth, { email })
  const actor = await actingAs(auth, user)
  const ask = () => actor.post('/api/auth/api-keys/', { name: 'job' })
  assert.equal((await ask()).status, 201)
  auth.clock.advance(10 * 60_000 + 1)
  const late = await ask()
  assert.deepEqual([late.status, late.headers.get('latchkey-code')], [403, 'recent_login_required'])
})

for (const config of [{ emailChange: 'at_once' }, { accounts: 'username', emailChange: 'at_once' }] as const) {
  test(`"not me" at a new address does not keep the owner from restoring the old one (${JSON.stringify(config)})`, async () => {
    const auth = await createMailAuth(config)
    const user = await createUser(auth, { email, username: 'alice', password: testPassword })
    const thief = await actingAs(auth, user)
    await thief.patch('/api/auth/profile/', { email: thiefs, current_password: testPassword })
    await auth.deliverMail()
    const text = auth.mailbox.to(thiefs).at(-1)?.text ?? ''
    const notMe = tokenIn({ text: text.slice(text.indexOf('/not-me')) })
    assert.equal((await auth.post('email/verify/not-me', { token: notMe })).status, 200)
    assert.notEqual((await auth.store.users.findById(user.id))?.email, thiefs)
    assert.equal((await thief.get('/api/auth/profile/')).status, 401)
    const taken = await auth.post('email/change/revert', { token: auth.mailbox.tokenFor(email) })
    assert.equal(taken.status, 200)
    const restored = await auth.store.users.findById(user.id)
    assert.deepEqual([restored?.email, restored?.isActive], [email, true])
  })
}

test('an account that an operator deactivated is not restored by its old address', async () => {
  const auth = await createMailAuth({ emailChange: 'at_once' })
  const user = await createUser(auth, { email, password: testPassword })
  await (await actingAs(auth, user)).patch('/api/auth/profile/', { email: thiefs, current_password: testPassword })
  await auth.deliverMail()
  await auth.store.directory.setFlags(user.id, { isActive: false }, auth.clock.now())
  const token = auth.mailbox.tokenFor(email)
  assert.equal((await auth.post('email/change/revert', { token })).status, 400)
  assert.equal((await auth.store.users.findById(user.id))?.isActive, false)
})

test('the owner hears of each new API key', async () => {
  const auth = await createMailAuth()
  const { access: token } = await auth.register(email)
  const json = { name: 'Your account is locked, call 555-0100', current_password: testPassword }
  await auth.post('api-keys', json, token)
  const mail = auth.mailbox.to(email).at(-1)
  assert.match(mail?.subject ?? '', /An API key was created/)
  assert.ok(!mail?.text.includes('555'))
})

const endpoint = defineEndpoint({
  path: '/by-key/',
  authentication: [apiKeyAuthentication],
  permissions: [isAuthenticated],
  GET: () => ({ status: 200, body: {} }),
})

for (const [what, config, refuse] of [
  [
    'an address that became unverified',
    { requireVerifiedEmail: true },
    (auth: MailAuth, id: number | string) => auth.store.users.update(id, { email: 'moved@example.com' }, 0),
  ],
  [
    'the rule of the application',
    { userAuthenticationRule: (user?: { email: string }) => user?.email !== 'moved@example.com' },
    (auth: MailAuth, id: number | string) => auth.store.users.update(id, { email: 'moved@example.com' }, 0),
  ],
  [
    'a deactivation',
    {},
    (auth: MailAuth, id: number | string) => auth.store.directory.setFlags(id, { isActive: false }, 0),
  ],
] as const) {
  test(`an API key stops at ${what}, as every credential`, async () => {
    const auth = await createMailAuth(config, { endpoints: [endpoint] })
    const { id } = await createUser(auth, { email, password: testPassword, emailVerified: true })
    const { access } = await auth.login(email)
    const made = await auth.post('api-keys', { name: 'job', current_password: testPassword }, access)
    const headers = { 'x-api-key': String(made.json.key) }
    assert.equal((await auth.request('GET', '/by-key/', { headers })).status, 200)
    await refuse(auth, id)
    assert.equal((await auth.request('GET', '/by-key/', { headers })).status, 403)
  })
}

test('API keys end with all sessions where that is asked for', async () => {
  const auth = await createMailAuth({}, { endpoints: [endpoint] })
  await auth.register(email)
  for (const path of ['/api/auth/sessions/', '/api/auth/sessions/others/']) {
    const { access: token } = await auth.login(email)
    const made = await auth.post('api-keys', { name: 'job', current_password: testPassword }, token)
    const knock = () => auth.request('GET', '/by-key/', { headers: { 'x-api-key': String(made.json.key) } })
    await auth.request('DELETE', '/api/auth/sessions/others/', { token })
    assert.equal((await knock()).status, 200)
    assert.equal((await auth.request('DELETE', path, { token, json: { api_keys: true } })).status, 204)
    assert.equal((await knock()).status, 403)
  }
})

async function move(auth: MailAuth, token: string, to: string, password = testPassword) {
  const changed = await auth.request('PATCH', '/api/auth/profile/', {
    token,
    json: { email: to, current_password: password },
  })
  assert.equal(changed.status, 200)
  await auth.deliverMail()
}

async function prove(auth: MailAuth, address: string) {
  const token = auth.mailbox.tokenFor(address)
  assert.equal((await auth.post('email/verify/confirm', { token })).status, 200)
}

function revertToken({ mailbox }: MailAuth, to: string): string {
  const mail = mailbox.to(to).findLast(({ text }) => text.includes('/restore-email'))
  return (mail && tokenIn(mail)) ?? assert.fail('no such link')
}

test('the old address takes a change back for three days, once, and the thief is out (account takeover)', async () => {
  const auth = await createMailAuth({ emailChange: 'at_once', accessTokenLifetime: '1d' }, { endpoints: [endpoint] })
  const { access } = await auth.register(email)
  await move(auth, access, thiefs)
  await prove(auth, thiefs)
  const stolen = await auth.login(thiefs)
  const key = await auth.post('api-keys', { name: 'trap', current_password: testPassword }, stolen.access)
  await auth.changePassword(stolen.access, 'Of-the-thief-1')
  const thief = await auth.login(thiefs, 'Of-the-thief-1')
  await move(auth, thief.access, 'second@example.com', 'Of-the-thief-1')
  await auth.register(email)
  auth.clock.advance(2 * 86_400_000)
  const token = revertToken(auth, email)
  assert.equal((await auth.post('email/change/revert', { token })).status, 200)
  assert.equal((await auth.visit(thief.access)).status, 401)
  assert.equal((await auth.refresh(thief.refresh)).status, 401)
  const login = { email, password: 'Of-the-thief-1' }
  assert.equal((await auth.request('POST', '/api/token/', { json: login })).status, 401)
  const headers = { 'x-api-key': String(key.json.key) }
  assert.equal((await auth.request('GET', '/by-key/', { headers })).status, 403)
  // Neither again, nor by the link that went to the thief's first address when the thief moved on.
  for (const again of [token, revertToken(auth, thiefs)]) {
    assert.equal((await auth.post('email/change/revert', { token: again })).status, 400)
  }
  const chosen = 'Fresh-secret-of-alice-7'
  const reset = { token: auth.mailbox.tokenFor(email), new_password: chosen, new_password_confirm: chosen }
  assert.equal((await auth.post('password/reset/confirm', reset)).status, 200)
  await auth.login(email, chosen)
})

test('a link to take a change back ends after three days, and a thief cannot take back what the owner took back', async () => {
  const auth = await createMailAuth({ emailChange: 'at_once', accessTokenLifetime: '7d' })
  const { access } = await auth.register(email)
  await move(auth, access, thiefs)
  await prove(auth, thiefs)
  await move(auth, access, 'second@example.com')
  const [owners, thiefsOwn] = [revertToken(auth, email), revertToken(auth, thiefs)]
  assert.equal((await auth.post('email/change/revert', { token: thiefsOwn })).status, 200)
  assert.equal((await auth.post('email/change/revert', { token: owners })).status, 200)
  assert.equal((await auth.store.users.findByLogin(email))?.emailVerified, true)
  assert.equal((await auth.post('email/change/revert', { token: thiefsOwn })).status, 400)

  const late = await createMailAuth({ emailChange: 'at_once' })
  const pair = await late.register(email)
  await move(late, pair.access, thiefs)
  const token = revertToken(late, email)
  late.clock.advance(3 * 86_400_000)
  assert.equal((await late.post('email/change/revert', { token })).status, 400)
})

test('an address that another account has proven since is not taken from it', async () => {
  const auth = await createMailAuth({ emailChange: 'at_once' })
  const { access } = await auth.register(email)
  await move(auth, access, 'new@example.com')
  await createUser(auth, { email, emailVerified: true })
  const reply = await auth.post('email/change/revert', { token: revertToken(auth, email) })
  assert.deepEqual([reply.status, Object.keys(reply.json)], [400, ['email']])
  await auth.login('new@example.com')
})

test('under compat the recorded wire stands: no password is asked for', async () => {
  const auth = await createTestAuth({ compat: 'simplejwt' })
  const { access: token } = await auth.register(email)
  const moved = await auth.request('PATCH', '/api/auth/profile/', { token, json: { email: thiefs } })
  assert.equal(moved.status, 200)
  assert.equal((await auth.request('POST', '/api/auth/api-keys/', { token, json: { name: 'job' } })).status, 201)
})
