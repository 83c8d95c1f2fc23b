/**
 * Attacks on logins by mail: guessed codes (brute force), links that are opened elsewhere or planted (login CSRF, session
 * fixation), mails that are used twice or late, and a second factor that must not be skipped.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth, type MailAuth } from '../../src/testing/mail-auth.ts'
import { askForLoginMail, confirmLoginMail, lastLoginMail, logInByMail } from '../../src/testing/mail-logins.ts'
import { addApp } from '../../src/testing/second-factors.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const email = 'alice@example.com'
const fifty = Array.from({ length: 50 }, (_, index) => index)
const from = (index: number) => ({ headers: { 'x-forwarded-for': `198.51.100.${index}` } })

async function open(config: Parameters<typeof createMailAuth>[0] = {}): Promise<MailAuth> {
  const usual = { mailLogin: 'both', verifyEmailAtRegistration: false, trustedProxies: ['192.0.2.1'] } as const
  const auth = await createMailAuth({ ...usual, ...config })
  await auth.register(email)
  return auth
}

/** Another code than that of the mail. */
const wrong = (code: string) => String((Number(code) + 1) % 100_000_000).padStart(8, '0')

async function verifyAddress(auth: MailAuth): Promise<void> {
  await auth.post('email/verify', { email })
  await auth.post('email/verify/confirm', { token: auth.mailbox.tokenFor(email) })
}

test('fifty guesses at one mail at once get five tries, and the right code none after them (brute force)', async () => {
  const auth = await open({ throttling: true })
  const login_token = await askForLoginMail(auth, email)
  const { code } = lastLoginMail(auth, email)
  const guesses = fifty.map(index => confirmLoginMail(auth, { login_token, code: wrong(code) }, from(index)))
  const codes = (await Promise.all(guesses)).map(({ json }) => json.code)
  assert.equal(codes.filter(each => each === 'mail_code_not_valid').length, 5)
  assert.equal(codes.filter(each => each === 'mail_login_not_valid').length, 45)
  assert.equal((await confirmLoginMail(auth, { login_token, code })).json.code, 'mail_login_not_valid')
})

test('over many mails of one account ten guesses are free, then each waits longer (distributed brute force)', async () => {
  const auth = await open({ throttling: true, mailRate: '100/h', mailClientRate: '100/h' })
  const tokens: string[] = []
  for (const index of fifty.slice(0, 10)) tokens.push(await askForLoginMail(auth, email, from(index)))
  const { code } = lastLoginMail(auth, email)
  const guesses = fifty.map(index =>
    confirmLoginMail(auth, { login_token: tokens[index % 10], code: wrong(code) }, from(index)),
  )
  const statuses = (await Promise.all(guesses)).map(({ status }) => status)
  assert.deepEqual(
    [statuses.filter(each => each === 401).length, statuses.filter(each => each === 429).length],
    [10, 40],
  )
  // The owner has the password still, and the link of a mail.
  const login = await auth.request('POST', '/api/auth/login/', { json: { email, password: testPassword }, ...from(77) })
  assert.equal(login.status, 200, 'guesses at codes lock no password')
  const login_token = await askForLoginMail(auth, email, from(78))
  const { token } = lastLoginMail(auth, email)
  assert.equal((await confirmLoginMail(auth, { login_token, token }, from(78))).status, 200)
})

test('wrong passwords lock no login by mail (account lockout)', async () => {
  const auth = await open({ throttling: true, loginRate: '1000/m' })
  for (const index of fifty.slice(0, 12))
    await auth.request('POST', '/api/auth/login/', { json: { email, password: 'wrong' }, ...from(index) })
  const login_token = await askForLoginMail(auth, email, from(60))
  const { code } = lastLoginMail(auth, email)
  assert.equal((await confirmLoginMail(auth, { login_token, code }, from(60))).status, 200)
})

test('fifty uses of one mail at once begin one session (race condition)', async () => {
  const auth = await open()
  await verifyAddress(auth)
  const login_token = await askForLoginMail(auth, email)
  const { token } = lastLoginMail(auth, email)
  const replies = await Promise.all(fifty.map(() => confirmLoginMail(auth, { login_token, token })))
  const statuses = replies.map(({ status }) => status)
  assert.deepEqual(
    [statuses.filter(each => each === 200).length, statuses.filter(each => each === 401).length],
    [1, 49],
  )
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail('no user')
  const sessions = await auth.store.sessions.listLive(user.id, auth.clock.now())
  assert.equal(sessions.filter(({ factors }) => factors.includes('mail')).length, 1)
})

test('a link that is opened in another browser logs no one in, and says what to do (login CSRF)', async () => {
  const auth = await open()
  const login_token = await askForLoginMail(auth, email)
  const { token } = lastLoginMail(auth, email)
  for (const path of ['login/mail/confirm', 'cookie/login/mail/confirm']) {
    const refused = await auth.post(path, { token })
    assert.deepEqual([refused.status, refused.json.code], [401, 'mail_login_elsewhere'])
    assert.equal(refused.headers.get('set-cookie'), null)
  }
  assert.equal((await confirmLoginMail(auth, { login_token, token })).status, 200, 'and nothing was spent')
})

test('an attacker who asked for the mail of a victim has nothing of it, also once the victim clicks', async () => {
  const auth = await open()
  const attackers = await askForLoginMail(auth, email)
  const { token } = lastLoginMail(auth, email)
  // The victim follows the link in a browser of their own, which may have a request of its own.
  assert.equal((await confirmLoginMail(auth, { token })).json.code, 'mail_login_elsewhere')
  const victims = await askForLoginMail(auth, email)
  assert.equal((await confirmLoginMail(auth, { login_token: victims, token })).json.code, 'mail_login_not_valid')
  assert.equal((await confirmLoginMail(auth, { login_token: attackers })).status, 400)
})

test('a planted request of the attacker’s account takes no code and no link of the victim’s (session fixation)', async () => {
  const auth = await open()
  await auth.register('mallory@example.com')
  const planted = await askForLoginMail(auth, 'mallory@example.com')
  await askForLoginMail(auth, email)
  const { code, token } = lastLoginMail(auth, email)
  assert.equal((await confirmLoginMail(auth, { login_token: planted, code })).json.code, 'mail_code_not_valid')
  assert.equal((await confirmLoginMail(auth, { login_token: planted, token })).json.code, 'mail_login_not_valid')
})

test('a cookie that stands twice is none: one of the two may be planted (cookie tossing)', async () => {
  const auth = await open()
  const asked = await auth.request('POST', '/api/auth/cookie/login/mail/', { json: { email } })
  await auth.deliverMail()
  const kept = asked.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const { token } = lastLoginMail(auth, email)
  const confirm = (cookie: string) =>
    auth.request('POST', '/api/auth/cookie/login/mail/confirm/', { json: { token }, headers: { cookie } })
  assert.equal((await confirm(`${kept}; __Host-mail_login=planted`)).json.code, 'mail_login_elsewhere')
  assert.equal((await confirm(kept)).status, 200)
})

test('another site can neither ask nor confirm with the cookies of a browser (CSRF)', async () => {
  const auth = await open()
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example', cookie: '__Host-mail_login=x' }
  for (const [path, json] of [
    ['', { email }],
    ['confirm/', { code: '12345678' }],
  ] as const) {
    const refused = await auth.request('POST', `/api/auth/cookie/login/mail/${path}`, { json, headers })
    assert.equal(refused.status, 403, path)
  }
})

test('a scanner that follows every link of the mail spends nothing', async () => {
  const auth = await open()
  const login_token = await askForLoginMail(auth, email)
  const { text, token } = lastLoginMail(auth, email)
  const link = new URL(/https:\S+/.exec(text)?.[0] ?? '')
  for (const method of ['GET', 'HEAD']) await auth.request(method, link.pathname + link.search)
  assert.equal((await confirmLoginMail(auth, { login_token, token })).status, 200)
})

for (const [what, change] of Object.entries({
  'another address': (auth: MailAuth, access: string) =>
    auth.request('PATCH', '/api/auth/profile/', {
      token: access,
      json: { email: 'new@example.com', current_password: testPassword },
    }),
  'another password': (auth: MailAuth, access: string) => auth.changePassword(access, 'AnotherPass456!'),
  'a logout everywhere': (auth: MailAuth, access: string) =>
    auth.request('DELETE', '/api/auth/sessions/', { token: access }),
  'a closed account': async (auth: MailAuth) => {
    const user = (await auth.store.users.findByLogin(email)) ?? assert.fail('no user')
    await auth.store.directory.setFlags(user.id, { isActive: false }, auth.clock.now())
    await auth.store.directory.setFlags(user.id, { isActive: true }, auth.clock.now())
    return { status: 200 }
  },
})) {
  test(`a mail from before ${what} opens nothing`, async () => {
    const auth = await open({ emailChange: 'at_once' })
    const { access } = await auth.login(email)
    const login_token = await askForLoginMail(auth, email)
    const { code, token } = lastLoginMail(auth, email)
    auth.clock.advance(1000)
    assert.ok((await change(auth, access)).status < 300)
    for (const shown of [{ token }, { code }]) {
      const { status, text } = await confirmLoginMail(auth, { login_token, ...shown })
      assert.equal(status, 401, text)
    }
  })
}

test('a closed account gets no mail and no session', async () => {
  const auth = await open()
  const login_token = await askForLoginMail(auth, email)
  const { code } = lastLoginMail(auth, email)
  const user = (await auth.store.users.findByLogin(email)) ?? assert.fail('no user')
  await auth.store.directory.setFlags(user.id, { isActive: false }, auth.clock.now())
  assert.equal((await confirmLoginMail(auth, { login_token, code })).json.code, 'mail_code_not_valid')
  const before = auth.mailbox.mails.length
  await askForLoginMail(auth, email)
  assert.equal(auth.mailbox.mails.length, before)
})

test('the second factor is not skipped, and the mailbox is none', async () => {
  const auth = await open()
  const { pair } = await addApp(auth, (await logInByMail(auth, email)).json, {})
  const refused = await logInByMail(auth, email)
  assert.deepEqual([refused.status, refused.json.code], [401, 'mfa_required'])
  const again = await auth.request('POST', '/api/auth/reauthenticate/', {
    token: pair.access,
    json: { code: lastLoginMail(auth, email).code },
  })
  assert.equal(again.json.code, 'mfa_code_not_valid')
})

test('a stolen row of the outbox is of no use without the secret of the settings', async () => {
  const auth = await open()
  await auth.request('POST', '/api/auth/login/mail/', { json: { email } })
  const rows = JSON.stringify(auth.store.database.prepare('SELECT * FROM outbox').all())
  await auth.deliverMail()
  const { code, token } = lastLoginMail(auth, email)
  assert.ok(!rows.includes(code) && !rows.includes(token))
  const stamp = /mail login [0-9a-f]+/.exec(rows)?.[0] ?? ''
  for (const login_token of [stamp, Buffer.from(stamp).toString('base64url')])
    assert.equal((await confirmLoginMail(auth, { login_token, code })).json.code, 'mail_login_not_valid')
})

test('no part of a login by mail is a token of a session, also where tokens have no type', async () => {
  const auth = await createMailAuth({
    mailLogin: 'both',
    tokenTypeClaim: null,
    sendMail: undefined,
    debug: true,
  } as never)
  const asked = await auth.request('POST', '/api/auth/login/mail/', { json: { email } })
  assert.equal(asked.status, 200, asked.text)
  assert.equal((await auth.visit(asked.json.login_token)).status, 401)
})

test('what an impostor prepared ends with the owner’s first login by mail, also after a click (account pre-hijacking)', async () => {
  for (const clicks of [false, true]) {
    const auth = await createMailAuth({ mailLogin: 'code' })
    const impostor = await auth.register(email)
    if (clicks) await verifyAddress(auth)
    const key = await auth.request('POST', '/api/auth/api-keys/', {
      token: impostor.access,
      json: { name: 'job', current_password: testPassword },
    })
    assert.equal((await logInByMail(auth, email)).status, 200)
    assert.equal((await auth.visit(impostor.access)).status, 401)
    assert.equal((await auth.refresh(impostor.refresh)).status, 401)
    const headers = { authorization: `Api-Key ${key.json.key}` }
    assert.notEqual((await auth.request('GET', '/api/auth/profile/', { headers })).status, 200)
    const login = await auth.request('POST', '/api/auth/login/', { json: { email, password: testPassword } })
    assert.equal(login.status, 401, 'the impostor knows the password')
    await auth.deliverMail()
    assert.ok(auth.mailbox.to(email).some(({ subject }) => subject.includes('password')))
    await auth.post('password/reset', { email })
    const chosen = { new_password: 'AnotherPass456!', new_password_confirm: 'AnotherPass456!' }
    const reset = await auth.post('password/reset/confirm', { token: auth.mailbox.tokenFor(email), ...chosen })
    assert.equal(reset.status, 200, 'and the owner chooses another')
    assert.equal((await logInByMail(auth, email)).status, 200)
    assert.ok(await auth.login(email, 'AnotherPass456!'), 'a later login by mail leaves it')
  }
})

test('a session that began by mail changes no more than one by password: the password is asked for (step-up)', async () => {
  const auth = await open({ emailChange: 'at_once' })
  // The owner has shown the mailbox before, so the password stays.
  await auth.post('password/reset', { email })
  const chosen = { new_password: 'AnotherPass456!', new_password_confirm: 'AnotherPass456!' }
  await auth.post('password/reset/confirm', { token: auth.mailbox.tokenFor(email), ...chosen })
  auth.clock.advance(1000)
  const { access } = (await logInByMail(auth, email)).json
  for (const [method, path, json] of [
    ['PATCH', 'profile/', { email: 'new@example.com' }],
    ['POST', 'api-keys/', { name: 'job' }],
    ['POST', 'mfa/totp/', {}],
    ['POST', 'account/delete/', {}],
  ] as const) {
    const refused = await auth.request(method, `/api/auth/${path}`, { token: access, json })
    assert.equal(refused.status, 400, `${path}: ${refused.text}`)
  }
})

test('an account without a password steps up by a new login by mail, and by nothing older', async () => {
  const auth = await open()
  const { access, refresh } = (await logInByMail(auth, email)).json
  const begin = (token: string) => auth.request('POST', '/api/auth/mfa/totp/', { token, json: {} })
  assert.equal((await begin(access)).status, 201, 'the password was taken away, and the login is of just now')
  auth.clock.advance(3_600_000)
  const stale = (await auth.refresh(refresh)).json.access
  const refused = await begin(stale)
  assert.deepEqual([refused.status, refused.json.has_usable_password], [403, false])
  const again = (await logInByMail(auth, email)).json.access
  assert.equal((await begin(again)).status, 201)
})
