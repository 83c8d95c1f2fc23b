import assert from 'node:assert/strict'
import { test } from 'node:test'
import { email, password, postCookie, withCookie, withCookieUser } from '../../../../testing/cookie-endpoints.ts'
import { createTestAuth } from '../../../../testing/test-auth.ts'
import { cookieHeader, cookiesOf } from '../../../../testing/test-cookies.ts'

test('the cookies live as long as their tokens, in whole seconds', async () => {
  const { auth } = await withCookieUser({ accessTokenLifetime: '90.5s', refreshTokenLifetime: '3d' })
  const seen = cookiesOf(await postCookie(auth, 'login', { json: { email, password } }))
  for (const { value, attributes } of seen) {
    const { exp, iat } = JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString())
    assert.equal(attributes['max-age'], String(exp - iat))
    assert.equal(Date.parse(attributes.expires ?? ''), exp * 1000)
  }
})

test('stale cookies do not stop a login, a registration or a refresh', async () => {
  const { auth, cookie } = await withCookieUser()
  auth.clock.advance(3_600_000)
  const json = { email, password }
  const account = { email: 'bob@example.com', password, password_confirm: password }
  assert.equal((await postCookie(auth, 'refresh', withCookie(cookie))).status, 200)
  await auth.changePassword((await auth.login(email)).access, password)
  for (const stale of [cookie, 'access_token=x; refresh_token=y', 'access_token=a; access_token=b']) {
    assert.equal((await postCookie(auth, 'login', { json, ...withCookie(stale) })).status, 200, stale)
  }
  assert.equal((await postCookie(auth, 'register', { json: account, ...withCookie(cookie) })).status, 201)
})

test('accounts with user names log in by cookie too', async () => {
  const auth = await createTestAuth({ accounts: 'username' })
  const account = { username: 'alice', email, password, password_confirm: password, password2: password }
  const registered = await postCookie(auth, 'register', { json: account })
  assert.equal(registered.status, 201, registered.text)
  assert.equal(cookiesOf(registered).length, 2)
  const loggedIn = await postCookie(auth, 'login', { json: { username: 'alice', password } })
  assert.equal((await auth.request('GET', '/api/auth/profile/', withCookie(cookieHeader(loggedIn)))).status, 200)
})
