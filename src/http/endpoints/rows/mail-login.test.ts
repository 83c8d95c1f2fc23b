import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { createMailAuth, type MailAuth } from '../../../testing/mail-auth.ts'
import { askForLoginMail, confirmLoginMail, lastLoginMail } from '../../../testing/mail-logins.ts'
import { addApp, verify } from '../../../testing/second-factors.ts'
import { testPassword } from '../../../testing/test-client.ts'
import { cookiesOf } from '../../../testing/test-cookies.ts'

const email = 'alice@example.com'

const lastMail = (auth: MailAuth) => lastLoginMail(auth, email)
const ask = (auth: MailAuth) => askForLoginMail(auth, email)
const confirm = confirmLoginMail

/** A factor of an account with an unproven address may be an impostor's: see test/attacks. */
async function verifyAddress(auth: MailAuth) {
  await auth.post('email/verify', { email })
  assert.equal((await auth.post('email/verify/confirm', { token: auth.mailbox.tokenFor(email) })).status, 200)
}

async function openScene(config: Parameters<typeof createMailAuth>[0] = {}) {
  const auth = await createMailAuth({ mailLogin: 'both', verifyEmailAtRegistration: false, ...config })
  await auth.register(email)
  return auth
}

test('without the setting there is no login by mail', async () => {
  const auth = await createMailAuth()
  assert.equal((await auth.post('login/mail', { email })).status, 404)
})

for (const way of ['code', 'token'] as const) {
  test(`the ${way} of the mail gives what the login gives, once`, async () => {
    const auth = await openScene()
    const usual = await auth.request('POST', '/api/auth/login/', { json: { email, password: testPassword } })
    const request = await ask(auth)
    const shown = { login_token: request, [way]: lastMail(auth)[way] }
    const entered = await confirm(auth, shown)
    assert.equal(entered.status, 200, entered.text)
    assert.deepEqual(Object.keys(entered.json), Object.keys(usual.json))
    assert.deepEqual(entered.json.user, usual.json.user)
    assert.equal((await auth.visit(entered.json.access)).status, 200)
    assert.equal((await auth.refresh(entered.json.refresh)).status, 200)
    const again = await confirm(auth, shown)
    assert.deepEqual([again.status, again.json.code], [401, 'mail_login_not_valid'])
    const other = way === 'code' ? 'token' : 'code'
    const second = await confirm(auth, { login_token: request, [other]: lastMail(auth)[other] })
    assert.equal(second.json.code, 'mail_login_not_valid', 'one is spent with the other')
  })
}

test('a mail of the setting has a link, a code, or both', async () => {
  for (const [mailLogin, hasCode, hasLink] of [
    ['link', false, true],
    ['code', true, false],
    ['both', true, true],
  ] as const) {
    const auth = await openScene({ mailLogin })
    await ask(auth)
    const { code, token } = lastMail(auth)
    assert.deepEqual([code !== '', token !== ''], [hasCode, hasLink], mailLogin)
  }
})

test('a code is not taken where mails have links alone, and a link not where they have codes', async () => {
  const auth = await openScene({ mailLogin: 'link' })
  const request = await ask(auth)
  assert.equal((await confirm(auth, { login_token: request, code: '00000000' })).json.code, 'mail_code_not_valid')
  const other = await openScene({ mailLogin: 'code' })
  const asked = await ask(other)
  assert.equal((await confirm(other, { login_token: asked, token: 'x' })).json.code, 'mail_login_not_valid')
})

test('by cookies the half of the browser is in a cookie, and goes when it is spent', async () => {
  const auth = await openScene()
  const asked = await auth.request('POST', '/api/auth/cookie/login/mail/', { json: { email } })
  await auth.deliverMail()
  assert.deepEqual(Object.keys(asked.json), ['message'])
  const [kept] = cookiesOf(asked)
  assert.ok(kept !== undefined)
  assert.match(asked.headers.get('set-cookie') ?? '', /__Host-mail_login=.*HttpOnly.*Max-Age=600; Path=\/; .*Secure/)
  const headers = { cookie: `${kept.name}=${kept.value}` }
  const entered = await auth.request('POST', '/api/auth/cookie/login/mail/confirm/', {
    json: { code: lastMail(auth).code },
    headers,
  })
  assert.equal(entered.status, 200, entered.text)
  assert.deepEqual(
    cookiesOf(entered).map(({ name, value }) => [name, value !== '']),
    [
      ['access_token', true],
      ['refresh_token', true],
      ['__Host-mail_login', false],
    ],
  )
})

test('spaces and dashes in a code are how people write it down', async () => {
  const auth = await openScene()
  const request = await ask(auth)
  const { code } = lastMail(auth)
  const typed = ` ${code.slice(0, 4)}-${code.slice(4)} `
  assert.equal((await confirm(auth, { login_token: request, code: typed })).status, 200)
})

test('a mail is good for ten minutes', async () => {
  const auth = await openScene()
  const request = await ask(auth)
  assert.match(lastMail(auth).text, /for 10 minutes/)
  auth.clock.advance(600_000)
  const late = await confirm(auth, { login_token: request, code: lastMail(auth).code })
  assert.equal(late.json.code, 'mail_login_not_valid')
})

test('a mail that is tried again says the same', async () => {
  const texts: string[] = []
  const sendMail = ({ text }: { readonly text: string }) => {
    texts.push(text)
    if (texts.length === 1) throw new Error('the mail server is away')
  }
  const auth = await openScene({ sendMail })
  const request = await ask(auth)
  auth.clock.advance(10_000)
  await auth.deliverMail()
  assert.equal(texts.length, 2)
  assert.equal(texts[0], texts[1])
  const code = /^\d{8}$/m.exec(texts[1] ?? '')?.[0]
  assert.equal((await confirm(auth, { login_token: request, code })).status, 200)
})

test('of two requests each has its own mail: a stranger who asks voids nothing', async () => {
  const auth = await openScene()
  const request = await ask(auth)
  const { code } = lastMail(auth)
  const other = await ask(auth)
  assert.equal((await confirm(auth, { login_token: other, code })).json.code, 'mail_code_not_valid')
  assert.equal((await confirm(auth, { login_token: request, code })).status, 200)
})

test('an account with a second factor is asked for it, and the request is spent', async () => {
  const auth = await openScene()
  await verifyAddress(auth)
  const { code: app } = await addApp(auth, await auth.login(email))
  const request = await ask(auth)
  const shown = { login_token: request, code: lastMail(auth).code }
  const halfway = await confirm(auth, shown)
  assert.deepEqual([halfway.status, halfway.json.code], [401, 'mfa_required'])
  assert.equal('access' in halfway.json, false)
  assert.deepEqual(halfway.json.methods, ['totp', 'recovery_code'])
  assert.equal((await confirm(auth, shown)).json.code, 'mail_login_not_valid')
  const entered = await verify(auth, halfway.json.mfa_token, { code: app() })
  assert.equal(entered.status, 200, entered.text)
})

test('the code of a mail is no second factor', async () => {
  const auth = await openScene()
  await addApp(auth, await auth.login(email))
  const asked = await auth.request('POST', '/api/auth/login/', { json: { email, password: testPassword } })
  await ask(auth)
  const refused = await verify(auth, asked.json.mfa_token, { code: lastMail(auth).code })
  assert.equal(refused.json.code, 'mfa_code_not_valid')
})

test('a login by mail says nothing of a factor, and the session how it began', async () => {
  const auth = await openScene()
  const entered = await confirm(auth, { login_token: await ask(auth), code: lastMail(auth).code })
  const claims = JSON.parse(Buffer.from(entered.json.access.split('.')[1], 'base64url').toString())
  assert.deepEqual([claims.amr, claims.acr], [undefined, undefined])
  assert.deepEqual((await auth.store.sessions.find(claims.sid))?.factors, ['mail'])
})

test('where a factor must be enrolled, the login by mail leads to it', async () => {
  const auth = await openScene({ mfaRequired: 'all' })
  const refused = await confirm(auth, { login_token: await ask(auth), code: lastMail(auth).code })
  assert.equal(refused.json.code, 'mfa_enrolment_required')
})

test('an unverified address is verified by it, also where only such accounts get tokens', async () => {
  const auth = await createMailAuth({ mailLogin: 'code', requireVerifiedEmail: true })
  await auth.request('POST', '/api/auth/register/', {
    json: { email, password: testPassword, password_confirm: testPassword },
  })
  const entered = await confirm(auth, { login_token: await ask(auth), code: lastMail(auth).code })
  assert.equal(entered.status, 200, entered.text)
  assert.equal((await auth.store.users.findByLogin(email))?.emailVerified, true)
})

test('two accounts of one address get a mail each, and each mail opens its own account', async () => {
  const auth = await createMailAuth({ mailLogin: 'code', accounts: 'username', verifyEmailAtRegistration: false })
  for (const username of ['ann', 'bob'])
    await auth.post('register', { username, email, password: testPassword, password_confirm: testPassword })
  const request = await ask(auth)
  const mails = auth.mailbox.to(email).filter(({ subject }) => subject.startsWith('Log in'))
  assert.equal(mails.length, 2)
  const ofBob = mails.find(({ text }) => text.includes('the account bob'))?.text ?? ''
  const code = /^\d{8}$/m.exec(ofBob)?.[0] ?? ''
  const entered = await confirm(auth, { login_token: request, code })
  assert.equal(entered.json.user.username, 'bob')
})

for (const [name, config] of Object.entries({
  'userIdField email': { userIdField: 'email' },
  'userIdField username': { accounts: 'username', userIdField: 'username' },
  compat: { compat: 'simplejwt' },
  'no rotation': { rotateRefreshTokens: false },
  'a base path': { basePath: '/auth' },
  'a claim of the type that is named otherwise': { tokenTypeClaim: 'kind' },
} as const)) {
  test(`it works with ${name}`, async () => {
    const auth = await createMailAuth({ mailLogin: 'both', ...config } as never)
    const base = 'basePath' in config ? config.basePath : ''
    const post = async (path: string, json: unknown) => {
      const reply = await auth.request('POST', `${base}/api/auth/${path}/`, { json })
      await auth.deliverMail()
      return reply
    }
    await post('register', {
      ...('accounts' in config ? { username: 'alice' } : {}),
      email,
      password: testPassword,
      password_confirm: testPassword,
      first_name: 'A',
      last_name: 'B',
    })
    const { login_token: request } = (await post('login/mail', { email })).json
    const entered = await post('login/mail/confirm', { login_token: request, token: lastMail(auth).token })
    assert.equal(entered.status, 200, entered.text)
    const profile = await auth.request('GET', `${base}/api/auth/profile/`, { token: entered.json.access })
    assert.equal(profile.status, 200, profile.text)
  })
}

test('under jwkUrl both halves are ours, so nothing is asked of the publisher of keys', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const auth = await openScene({
    algorithm: 'ES256',
    signingKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    jwkUrl: 'http://127.0.0.1:1/jwks.json',
    issuer: 'any-issuer',
    audience: 'any-audience',
  })
  const request = await ask(auth)
  assert.equal((await confirm(auth, { login_token: request, token: lastMail(auth).token })).status, 200)
})

test('one of code and token is given', async () => {
  const auth = await openScene()
  const request = await ask(auth)
  for (const shown of [{}, { code: '1', token: 'x' }])
    assert.equal((await confirm(auth, { login_token: request, ...shown })).status, 400)
  assert.equal((await auth.post('login/mail', { email: 'none' })).status, 400)
})
