import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastLoginMail } from '../../../testing/mail-logins.ts'
import { addApp } from '../../../testing/second-factors.ts'
import type { Reply } from '../../../testing/test-client.ts'
import { cookieHeader, cookiesOf } from '../../../testing/test-cookies.ts'
import { assertFieldError, assertPage, email, openPages, type PagesApp, place } from './pages-app.ts'

type Config = Parameters<typeof openPages>[0]

async function open(config: Config = {}): Promise<PagesApp> {
  const app = await openPages({ mailLogin: 'both', verifyEmailAtRegistration: false, ...config })
  await app.request('POST', `${config?.basePath ?? ''}/api/auth/register/`, {
    json: { email, username: 'alice', password: 'SecurePass123!', password_confirm: 'SecurePass123!' },
  })
  return app
}

/** Asks at the page, and gives the cookie of the browser. */
async function ask(app: PagesApp, query = ''): Promise<{ readonly cookie: string; readonly asked: Reply }> {
  const asked = await app.send(`mail-login/${query}`, { email })
  assert.equal(asked.status, 303, asked.text)
  return { asked, cookie: cookieHeader(asked) }
}

const namesOf = (reply: Reply) => cookiesOf(reply).map(({ name }) => name)

test('the login page offers a mail where the setting has them, and leads on to the same place', async () => {
  const app = await open()
  const offer = /href="\/account\/mail-login\/\?next=%2Faccount%2F%3Fx"[^>]*>Log in by mail</
  assertPage(await app.show('login/?next=/account/?x'), 200, offer)
  const without = await openPages()
  assert.doesNotMatch((await without.show('login/')).text, /mail-login/)
  assert.equal((await without.show('mail-login/')).status, 404)
})

test('the page asks for a mail, waits with a field for the code, and logs in', async () => {
  const app = await open()
  const { asked, cookie } = await ask(app, '?next=/account/?x')
  assert.deepEqual(place(asked), [303, '/account/mail-login/?next=%2Faccount%2F%3Fx'])
  const waiting = await app.show('mail-login/?next=/account/?x', { cookie })
  assertPage(
    waiting,
    200,
    /Check your inbox/,
    /alice@example\.com/,
    /autocomplete="one-time-code"/,
    /inputmode="numeric"/,
  )
  const { code } = lastLoginMail(app, email)
  const wrong = await app.send('mail-login/', { code: '00000000' }, { cookie })
  assertPage(wrong, 401, /The code is wrong/, /name="code"/)
  assertFieldError(await app.send('mail-login/', { code: '' }, { cookie }), 'code', /./)
  const entered = await app.send('mail-login/?next=/account/?x', { code, remember: 'true' }, { cookie })
  assert.deepEqual(place(entered), [303, '/account/?x'])
  assert.deepEqual(namesOf(entered), ['access_token', 'refresh_token', '__Host-mail_login'])
  assertPage(await app.send('mail-login/', { code }, { cookie }), 401, /This login has ended/, /name="email"/)
})

test('it says the same of an address without an account (account enumeration)', async () => {
  const app = await open()
  const shown: string[] = []
  for (const address of [email, 'nobody@example.com']) {
    const asked = await app.send('mail-login/', { email: address })
    assert.deepEqual(place(asked), [303, '/account/mail-login/'])
    const page = await app.show('mail-login/', { cookie: cookieHeader(asked) })
    shown.push(page.text.replaceAll(address, 'ADDRESS'))
  }
  assert.equal(shown[0], shown[1])
  assertFieldError(await app.send('mail-login/', { email: 'none' }), 'email', /Enter an email address/)
})

test('the link of the mail waits for a click, and leads to where the request was made for', async () => {
  const app = await open()
  const { cookie } = await ask(app, '?next=/account/?x')
  const { token, text } = lastLoginMail(app, email)
  assert.match(text, /https:\/\/app\.example\.com\/account\/mail-login\/link\/\?token=/)
  assertPage(await app.show(`mail-login/link/?token=${token}`, { cookie }), 200, `name="token" value="${token}"`)
  const entered = await app.send('mail-login/link/', { token }, { cookie })
  assert.deepEqual(place(entered), [303, '/account/?x'])
  assertPage(
    await app.send('mail-login/link/', { token }, { cookie }),
    401,
    /This login has ended/,
    /Ask for a new mail/,
  )
})

test('the longest address and the longest way on fit into the cookie that browsers keep', async () => {
  const app = await openPages({ mailLogin: 'both' })
  const longest = `${'a'.repeat(250)}@${'b'.repeat(60)}.example`
  for (const length of [1000, 4000]) {
    const asked = await app.send(`mail-login/?next=/account/?${'x'.repeat(length)}`, { email: longest })
    const [cookie = ''] = asked.headers.getSetCookie()
    assert.equal(asked.status, 303, asked.text)
    assert.ok(cookie.length > 100 && cookie.length < 4096, String(cookie.length))
  }
})

test('a link that is opened in another browser says what to do, and logs no one in (login CSRF)', async () => {
  const app = await open()
  await ask(app)
  const { token } = lastLoginMail(app, email)
  const refused = await app.send('mail-login/link/', { token })
  assertPage(refused, 401, /only in the browser in which you asked/, /href="\/account\/mail-login\/\?again=1"/)
  assert.deepEqual(namesOf(refused), [])
})

test('with links alone the page has no field for a code, and with codes alone the mail no link', async () => {
  const links = await open({ mailLogin: 'link' })
  const { cookie } = await ask(links)
  assert.doesNotMatch((await links.show('mail-login/', { cookie })).text, /name="code"/)
  const codes = await open({ mailLogin: 'code' })
  await ask(codes)
  assert.doesNotMatch(lastLoginMail(codes, email).text, /https:/)
})

test('an account with a second factor goes on at the page for it', async () => {
  const app = await open()
  await app.post('email/verify', { email })
  await app.post('email/verify/confirm', { token: app.mailbox.tokenFor(email) })
  const { code: app2 } = await addApp(app, await app.login(email))
  const { cookie } = await ask(app, '?next=/account/?x')
  const half = await app.send('mail-login/?next=/account/?x', { code: lastLoginMail(app, email).code }, { cookie })
  assert.deepEqual(place(half), [303, '/account/mfa/?next=%2Faccount%2F%3Fx'])
  const entered = await app.send('mfa/', { code: app2() }, { cookie: cookieHeader(half) })
  assert.deepEqual(place(entered), [303, '/account/?x'])
})

test('the pages speak the language of the reader, and stand below the base path', async () => {
  const app = await open({ basePath: '/auth' })
  const { asked, cookie } = await ask(app, '?lang=de')
  assert.deepEqual(place(asked), [303, '/auth/account/mail-login/?lang=de'])
  assertPage(await app.show('mail-login/?lang=de', { cookie }), 200, /Sehen Sie in Ihr Postfach/)
  assertPage(await app.show('mail-login/?lang=es', { cookie }), 200, /Mira tu correo/)
  assertPage(await app.show('mail-login/?lang=fr', { cookie }), 200, /Consultez votre messagerie/)
})

test('an address that stands in the page is text (XSS)', async () => {
  const app = await open()
  const asked = await app.send('mail-login/', { email: '"<b>x</b>"@example.com' })
  if (asked.status !== 303) return assertPage(asked, 400)
  assert.doesNotMatch((await app.show('mail-login/', { cookie: cookieHeader(asked) })).text, /<b>x/)
})
