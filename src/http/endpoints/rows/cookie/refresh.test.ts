import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertCleared,
  email,
  password,
  postCookie,
  withCookie,
  withCookieUser,
} from '../../../../testing/cookie-endpoints.ts'
import { cookieHeader, cookiesOf } from '../../../../testing/test-cookies.ts'

test('a refresh rotates both cookies, and where refresh tokens do not rotate the access cookie alone', async () => {
  const rotating = await withCookieUser()
  const next = await postCookie(rotating.auth, 'refresh', withCookie(rotating.cookie))
  assert.notEqual(cookieHeader(next), rotating.cookie)
  assert.equal(cookiesOf(next).length, 2)
  const still = await withCookieUser({ rotateRefreshTokens: false, blacklistAfterRotation: false })
  const again = await postCookie(still.auth, 'refresh', withCookie(still.cookie))
  assert.deepEqual(
    cookiesOf(again).map(({ name }) => name),
    ['access_token'],
  )
})

test('a refresh that fails for good takes the cookies away', async () => {
  const { auth, cookie } = await withCookieUser()
  auth.clock.advance(8 * 24 * 3_600_000)
  const expired = await postCookie(auth, 'refresh', withCookie(cookie))
  assert.deepEqual([expired.status, expired.json], [401, { error: 'Invalid or expired refresh token' }])
  assertCleared(expired)
  assertCleared(await postCookie(auth, 'refresh', withCookie('refresh_token=garbage')))
})

test('a refresh that could not be decided leaves the cookies', async () => {
  const { auth, cookie } = await withCookieUser()
  auth.store.database.close()
  const undecided = await postCookie(auth, 'refresh', withCookie(cookie))
  assert.deepEqual([undecided.status, cookiesOf(undecided)], [503, []])
})

test('a refresh without a cookie, or from another site, takes nothing away', async () => {
  const { auth, cookie } = await withCookieUser()
  for (const request of [{}, withCookie('refresh_token='), withCookie('a=1')]) {
    const missing = await postCookie(auth, 'refresh', request)
    assert.deepEqual([missing.status, cookiesOf(missing)], [401, []])
  }
  const foreign = await postCookie(auth, 'refresh', withCookie(cookie, { 'sec-fetch-site': 'cross-site' }))
  assert.deepEqual([foreign.status, cookiesOf(foreign)], [403, []])
})

test('a browser that had its refresh cookie at the endpoints alone is not kept from refreshing after the change', async () => {
  const { auth, cookie } = await withCookieUser({ refreshCookieSentTo: 'site' })
  const next = await postCookie(auth, 'refresh', withCookie(cookie))
  const seen = cookiesOf(next).map(({ name, attributes }) => [name, attributes.path, attributes['max-age'] === '0'])
  assert.deepEqual(seen, [
    ['access_token', '/', false],
    ['refresh_token', '/', false],
    ['refresh_token', '/api/auth/', true],
  ])
})

test('two refresh cookies, after the change back, are both taken away, so that the next login works', async () => {
  const { auth, cookie } = await withCookieUser()
  const both = withCookie(`${cookie}; refresh_token=another`)
  const deleted = (reply: Awaited<ReturnType<typeof postCookie>>) =>
    cookiesOf(reply).flatMap(({ name, attributes }) =>
      attributes['max-age'] === '0' ? [`${name} ${attributes.path}`] : [],
    )
  assert.equal((await postCookie(auth, 'refresh', both)).status, 401)
  const login = await postCookie(auth, 'login', { ...both, json: { email, password } })
  assert.deepEqual([login.status, deleted(login)], [200, ['refresh_token /']])
  const logout = await postCookie(auth, 'logout', both)
  assert.deepEqual(deleted(logout), ['access_token /', 'refresh_token /api/auth/', 'refresh_token /'])
})
