import assert from 'node:assert/strict'
import { test } from 'node:test'
import { email as known, postCookie } from '../../../testing/cookie-endpoints.ts'
import { cookieHeader, cookiesOf } from '../../../testing/test-cookies.ts'
import { assertFieldError, assertPage, email, openPages, password, place, withAccount } from './pages-app.ts'

test('the login page sets the cookies that the cookie login sets', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  const byPage = await app.send('login/', { email, password, remember: 'true' })
  const byApi = await postCookie(app, 'login', { json: { email: known, password } })
  assert.deepEqual(place(byPage), [303, '/account/'])
  assert.equal(byPage.text, '')
  const facts = (reply: typeof byPage) =>
    cookiesOf(reply).map(({ name, attributes }) => [name, { ...attributes, expires: 'x' }])
  assert.deepEqual(facts(byPage), facts(byApi))
  assert.equal(
    (await app.request('GET', '/api/auth/profile/', { headers: { cookie: cookieHeader(byPage) } })).status,
    200,
  )
})

test('an unticked box gives cookies that end with the browser', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  const reply = await app.send('login/', { email, password, remember: 'false' })
  assert.ok(cookiesOf(reply).every(({ attributes }) => !('max-age' in attributes)))
})

test('a wrong password is said with 401, in the summary that gets the focus, and nothing is set', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  const reply = await app.send('login/', { email, password: 'Wrong-Pass-1' })
  assertPage(reply, 401, /id="problem" role="alert" tabindex="-1" autofocus>/, /<title>Error: Log in/)
  assert.match(reply.text, /id="f-email"[^>]*aria-invalid="true" aria-describedby="problem"/)
  assert.match(reply.text, new RegExp(`value="${email}"`))
  assert.doesNotMatch(reply.text, /Wrong-Pass-1/)
  assert.deepEqual(cookiesOf(reply), [])
  assert.deepEqual(
    [reply.headers.get('latchkey-code'), reply.headers.get('www-authenticate')],
    ['invalid_credentials', null],
  )
  assert.deepEqual(app.reasonsOf('login.failed').length, 1)
})

test('an unknown address gets the answer of a wrong password (account enumeration)', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  const wrong = await app.send('login/', { email, password: 'x' })
  const unknown = await app.send('login/', { email: 'bob@example.com', password: 'x' })
  assert.equal(unknown.status, wrong.status)
  assert.equal(unknown.text.replaceAll('bob@example.com', email), wrong.text)
})

test('missing credentials are said at the field that lacks them', async t => {
  const app = await openPages()
  t.after(() => app.close())
  const both = await app.send('login/', { email: '', password: '' })
  assertPage(both, 400)
  assertFieldError(both, 'email', /fill in this field/)
  assertFieldError(await app.send('login/', { email, password: '' }), 'password', /fill in this field/)
})

test('too many logins are said with 429 and when to come back, as at the endpoint, and are one count with it', async t => {
  const { app } = await withAccount({ throttling: true, loginRate: '3/m', mailRate: '100/h', mailClientRate: '100/h' })
  t.after(() => app.close())
  await postCookie(app, 'login', { json: { email, password: 'x' } })
  for (let count = 0; count < 2; count += 1)
    assert.equal((await app.send('login/', { email, password: 'x' })).status, 401)
  const refused = await app.send('login/', { email, password })
  assertPage(refused, 429, /Too many attempts\. Please try again in \d+ seconds\./)
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
  assert.equal((await postCookie(app, 'login', { json: { email, password } })).status, 429)
})

test('too many failures for one account are said with 429 too', async t => {
  const { app } = await withAccount({ throttling: true, loginRate: null, loginFailures: 2 })
  t.after(() => app.close())
  const headers = { 'x-forwarded-for': '198.51.100.7' }
  for (let count = 0; count < 3; count += 1)
    await app.send('login/', { email: 'x@example.com', password: 'x' }, headers)
  const refused = await app.send('login/', { email: 'x@example.com', password: 'x' }, headers)
  assertPage(refused, 429, /Too many attempts/)
})

test('a form of another site is refused with 403, and logs no one in (login CSRF)', async t => {
  const { app } = await withAccount()
  t.after(() => app.close())
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, { origin: 'null' }]) {
    for (const page of ['login/', 'register/', 'logout/']) {
      const reply = await app.send(page, { email, password, password_confirm: password }, headers)
      assertPage(reply, 403, /sent from another site/)
      assert.deepEqual(cookiesOf(reply), [])
    }
  }
  const own = { origin: 'http://localhost', 'sec-fetch-site': 'same-origin' }
  assert.equal((await app.send('login/', { email, password }, own)).status, 303)
})

test('a visitor who is logged in is sent on, and one whose cookie is no good sees the form', async t => {
  const { app, cookie } = await withAccount()
  t.after(() => app.close())
  assert.deepEqual(place(await app.show('login/', { cookie })), [303, '/account/'])
  assertPage(await app.show('login/', { cookie: 'access_token=garbage' }), 200)
  app.clock.advance(16 * 60_000)
  assertPage(await app.show('login/', { cookie }), 200)
})

test('by user name the form asks for it', async t => {
  const { app } = await withAccount({ accounts: 'username' })
  t.after(() => app.close())
  assertPage(await app.show('login/'), 200, /name="username" required autocomplete="username webauthn"/)
  assert.deepEqual(place(await app.send('login/', { username: 'alice', password })), [303, '/account/'])
  assertFieldError(await app.send('login/', { username: '', password }), 'username', /fill in/)
})

test('what is typed is shown as text (XSS)', async t => {
  const app = await openPages()
  t.after(() => app.close())
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
  for (const reply of [
    await app.send('login/', { email: evil, password: evil }),
    await app.send('register/', { email: evil, first_name: evil, password: evil, password_confirm: evil }),
    await app.send(`login/?${new URLSearchParams({ next: evil, lang: evil, error: evil, token: evil })}`, {
      email: evil,
    }),
    await app.show(`reset-password/?${new URLSearchParams({ token: evil, done: '' })}`),
    await app.show(`verify-email/?${new URLSearchParams({ token: evil })}`),
    await app.send('verify-email/', { token: evil }),
    await app.send('forgot-password/', { email: evil }),
  ]) {
    assert.doesNotMatch(reply.text, /<script>|<img|onerror=alert\(1\)>/)
  }
})

test('providers are links, with next where a sign-in may lead there', async t => {
  const social = { github: { clientId: 'i', clientSecret: 's' }, google: { clientId: 'i', clientSecret: 's' } }
  const app = await openPages({ social, socialRedirects: ['/', '/account/'], basePath: '/auth' })
  t.after(() => app.close())
  const { text } = await app.show('login/')
  assert.match(text, /<a class="button block" href="\/auth\/api\/auth\/social\/github\/">Continue with GitHub<\/a>/)
  const plain = await openPages({ social, socialRedirects: ['/account/'] })
  t.after(() => plain.close())
  assert.match((await plain.show('login/')).text, /social\/google\/\?next=%2Faccount%2F">Continue with Google/)
  assert.match(
    (await plain.show('login/?error=social_email_taken')).text,
    /There is an account with this address already/,
  )
  assert.doesNotMatch((await plain.show('login/?error=call+555-0100')).text, /role="alert"/)
})

test('a failure of the server is a page too, and says nothing of its cause', async t => {
  const { app } = await withAccount()
  app.store.database.close()
  const reply = await app.send('login/', { email, password })
  assertPage(reply, 503, /The server is busy/)
  assert.doesNotMatch(reply.text, /sqlite|database/i)
  t.after(() => {})
})
