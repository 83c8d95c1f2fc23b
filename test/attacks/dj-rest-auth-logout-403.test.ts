/**
 * dj-rest-auth answered a logout by cookie with 401 or 403: for want of a refresh token in the body (issue 660), of a
 * CSRF token that the page had no way to know (473, 442), of an access token that was still good (515).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookiesOf } from '../../src/testing/test-cookies.ts'
import { host, loggedInVictim } from './cross-site.ts'

const logout = '/api/auth/cookie/logout/'
const own = { origin: `https://${host}`, 'sec-fetch-site': 'same-origin' }

test('a page of our own logs out with nothing but its cookies', async () => {
  const { cookie, ask } = await loggedInVictim()
  assert.equal((await ask('POST', logout, { headers: { ...own, cookie } })).status, 200)
})

test('a logout works after the access token expired, and after both did', async () => {
  for (const hours of [1, 24 * 8]) {
    const { auth, cookie, ask } = await loggedInVictim()
    auth.clock.advance(hours * 3_600_000)
    const reply = await ask('POST', logout, { headers: { ...own, cookie } })
    assert.deepEqual([reply.status, cookiesOf(reply).length], [200, 2])
  }
})

test('a logout works twice, and without any cookie', async () => {
  const { cookie, ask } = await loggedInVictim()
  for (const headers of [{ ...own, cookie }, { ...own, cookie }, own, {}]) {
    assert.equal((await ask('POST', logout, { headers })).status, 200)
  }
})

test('an old or broken Authorization header does not keep the cookies alive', async () => {
  const { cookie, ask } = await loggedInVictim()
  const [, refresh = ''] = cookie.split('; ')
  for (const authorization of ['Bearer garbage', 'Bearer', 'Bearer a b', 'Basic YTpi']) {
    const reply = await ask('POST', logout, { headers: { ...own, cookie: refresh, authorization } })
    assert.deepEqual([reply.status, cookiesOf(reply).length], [200, 2], authorization)
  }
  assert.equal((await ask('POST', '/api/auth/cookie/refresh/', { headers: { cookie: refresh } })).status, 401)
})

test('a logout after the password changed, or the account was closed, takes the cookies away', async () => {
  const { auth, cookie, ask } = await loggedInVictim()
  await auth.changePassword((await auth.login('victim@example.com')).access, 'Another-Pass-1')
  const reply = await ask('POST', logout, { headers: { ...own, cookie } })
  assert.deepEqual([reply.status, cookiesOf(reply).length], [200, 2])
})
