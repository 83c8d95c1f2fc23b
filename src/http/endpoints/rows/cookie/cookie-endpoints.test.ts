import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth, type TestAuth } from '../../../../testing/test-auth.ts'
import type { Reply, TestRequest } from '../../../../testing/test-client.ts'
import { cookieHeader, cookiesOf, loginByCookie } from '../../../../testing/test-cookies.ts'

const email = 'alice@example.com'
const password = 'SecurePass123!'

const post = (auth: TestAuth, endpoint: string, request: TestRequest = {}) =>
  auth.request('POST', `/api/auth/cookie/${endpoint}/`, request)

const withCookie = (cookie: string, more: Record<string, string> = {}) => ({ headers: { cookie, ...more } })

async function withAlice(config: Parameters<typeof createTestAuth>[0] = {}) {
  const auth = await createTestAuth(config)
  await auth.register(email)
  return { auth, cookie: await loginByCookie(auth, email) }
}

function assertCleared(reply: Reply) {
  const seen = cookiesOf(reply).map(({ name, attributes }) => [name, attributes.path, attributes['max-age']])
  assert.deepEqual(seen, [
    ['access_token', '/', '0'],
    ['refresh_token', '/api/auth/', '0'],
  ])
}

test('all four endpoints keep the tokens out of every body', async () => {
  const auth = await createTestAuth()
  const json = { email, password, password_confirm: password }
  const registered = await post(auth, 'register', { json })
  const loggedIn = await post(auth, 'login', { json })
  const refreshed = await post(auth, 'refresh', withCookie(cookieHeader(loggedIn)))
  const loggedOut = await post(auth, 'logout', withCookie(cookieHeader(refreshed)))
  const answers = [registered, loggedIn, refreshed, loggedOut]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 200, 200, 200],
  )
  for (const { text, headers } of answers) {
    assert.doesNotMatch(text, /eyJ|access|refresh_/)
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.getSetCookie().length, 2)
  }
})

test('the cookies live as long as their tokens, in whole seconds', async () => {
  const { auth } = await withAlice({ accessTokenLifetime: '90.5s', refreshTokenLifetime: '3d' })
  const seen = cookiesOf(await post(auth, 'login', { json: { email, password } }))
  for (const { value, attributes } of seen) {
    const { exp, iat } = JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString())
    assert.equal(attributes['max-age'], String(exp - iat))
    assert.equal(Date.parse(attributes.expires ?? ''), exp * 1000)
  }
})

test('a refresh rotates both cookies, and where refresh tokens do not rotate the access cookie alone', async () => {
  const rotating = await withAlice()
  const next = await post(rotating.auth, 'refresh', withCookie(rotating.cookie))
  assert.notEqual(cookieHeader(next), rotating.cookie)
  assert.equal(cookiesOf(next).length, 2)
  const still = await withAlice({ rotateRefreshTokens: false, blacklistAfterRotation: false })
  const again = await post(still.auth, 'refresh', withCookie(still.cookie))
  assert.deepEqual(
    cookiesOf(again).map(({ name }) => name),
    ['access_token'],
  )
})

test('a stale cookie keeps no user from logging in, registering or refreshing', async () => {
  const { auth, cookie } = await withAlice()
  auth.clock.advance(3_600_000)
  const json = { email, password }
  const account = { email: 'bob@example.com', password, password_confirm: password }
  assert.equal((await post(auth, 'refresh', withCookie(cookie))).status, 200)
  await auth.changePassword((await auth.login(email)).access, password)
  for (const stale of [cookie, 'access_token=x; refresh_token=y', 'access_token=a; access_token=b']) {
    assert.equal((await post(auth, 'login', { json, ...withCookie(stale) })).status, 200, stale)
  }
  assert.equal((await post(auth, 'register', { json: account, ...withCookie(cookie) })).status, 201)
})

test('a refresh with an invalid token clears the cookies', async () => {
  const { auth, cookie } = await withAlice()
  auth.clock.advance(8 * 24 * 3_600_000)
  const expired = await post(auth, 'refresh', withCookie(cookie))
  assert.deepEqual([expired.status, expired.json], [401, { error: 'Invalid or expired refresh token' }])
  assertCleared(expired)
  assertCleared(await post(auth, 'refresh', withCookie('refresh_token=garbage')))
})

test('a refresh that fails with a 503 leaves the cookies', async () => {
  const { auth, cookie } = await withAlice()
  auth.store.database.close()
  const undecided = await post(auth, 'refresh', withCookie(cookie))
  assert.deepEqual([undecided.status, cookiesOf(undecided)], [503, []])
})

test('a refresh without a cookie, or from another site, clears nothing', async () => {
  const { auth, cookie } = await withAlice()
  for (const request of [{}, withCookie('refresh_token='), withCookie('a=1')]) {
    const missing = await post(auth, 'refresh', request)
    assert.deepEqual([missing.status, cookiesOf(missing)], [401, []])
  }
  const foreign = await post(auth, 'refresh', withCookie(cookie, { 'sec-fetch-site': 'cross-site' }))
  assert.deepEqual([foreign.status, cookiesOf(foreign)], [403, []])
})

test('a logout works with the cookies that are left, and clears them', async () => {
  const { auth, cookie } = await withAlice()
  const [access = '', refresh = ''] = cookie.split('; ')
  for (const left of ['', 'a=1', access, refresh, cookie, 'access_token=x; refresh_token=y']) {
    const reply = await post(auth, 'logout', left === '' ? {} : withCookie(left))
    assert.equal(reply.status, 200, left)
    assertCleared(reply)
  }
})

for (const left of ['access_token', 'refresh_token']) {
  test(`a logout with nothing but the ${left} ends the session`, async () => {
    const { auth, cookie } = await withAlice()
    const only = cookie.split('; ').find(pair => pair.startsWith(left)) ?? ''
    await post(auth, 'logout', withCookie(only))
    assert.equal((await auth.request('GET', '/api/auth/profile/', withCookie(cookie))).status, 401)
    assert.equal((await post(auth, 'refresh', withCookie(cookie))).status, 401)
  })
}

test('user names log in by cookie too', async () => {
  const auth = await createTestAuth({ accounts: 'username' })
  const account = { username: 'alice', email, password, password_confirm: password, password2: password }
  const registered = await post(auth, 'register', { json: account })
  assert.equal(registered.status, 201, registered.text)
  assert.equal(cookiesOf(registered).length, 2)
  const loggedIn = await post(auth, 'login', { json: { username: 'alice', password } })
  assert.equal((await auth.request('GET', '/api/auth/profile/', withCookie(cookieHeader(loggedIn)))).status, 200)
})
