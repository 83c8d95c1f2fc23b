import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertCleared, postCookie, withCookie, withCookieUser } from '../../../../testing/cookie-endpoints.ts'

test('a logout works with whatever cookies are left, and takes them away', async () => {
  const { auth, cookie } = await withCookieUser()
  const [access = '', refresh = ''] = cookie.split('; ')
  for (const left of ['', 'a=1', access, refresh, cookie, 'access_token=x; refresh_token=y']) {
    const reply = await postCookie(auth, 'logout', left === '' ? {} : withCookie(left))
    assert.equal(reply.status, 200, left)
    assertCleared(reply)
  }
})

for (const left of ['access_token', 'refresh_token']) {
  test(`a logout with nothing but the ${left} ends the session`, async () => {
    const { auth, cookie } = await withCookieUser()
    const only = cookie.split('; ').find(pair => pair.startsWith(left)) ?? ''
    await postCookie(auth, 'logout', withCookie(only))
    assert.equal((await auth.request('GET', '/api/auth/profile/', withCookie(cookie))).status, 401)
    assert.equal((await postCookie(auth, 'refresh', withCookie(cookie))).status, 401)
  })
}
