import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../settings/settings.ts'
import { email, password, postCookie, withCookie, withCookieUser } from '../../testing/cookie-endpoints.ts'
import type { Reply } from '../../testing/test-client.ts'
import { cookieHeader, cookiesOf } from '../../testing/test-cookies.ts'

const lifetimes = (reply: Reply) =>
  cookiesOf(reply).map(({ attributes }) => 'max-age' in attributes || 'expires' in attributes)

const configs: readonly Config[] = [
  {},
  { rotateRefreshTokens: false },
  { compat: 'simplejwt', accounts: 'email' },
  { tokenClaims: () => ({ team: 7 }), renewClaims: true },
]

for (const config of configs) {
  test(`without remember the cookies end with the browser, also after refreshes: ${JSON.stringify(config)}`, async () => {
    const { auth } = await withCookieUser(config)
    const login = await postCookie(auth, 'login', { json: { email, password, remember: false } })
    assert.deepEqual(lifetimes(login), [false, false], login.text)
    let cookie = cookieHeader(login)
    for (let count = 0; count < 3; count += 1) {
      const reply = await postCookie(auth, 'refresh', withCookie(cookie))
      assert.equal(reply.status, 200, reply.text)
      assert.ok(lifetimes(reply).every(lasts => !lasts))
      const forgiven = await postCookie(auth, 'refresh', withCookie(cookie))
      assert.ok(forgiven.status !== 200 || lifetimes(forgiven).every(lasts => !lasts))
      cookie = cookiesOf(reply).length === 2 ? cookieHeader(reply) : cookie
    }
    assert.deepEqual(lifetimes(await postCookie(auth, 'logout', withCookie(cookie))), [true, true])
  })
}

test('with remember, or without the member, the cookies stay as long as their tokens', async () => {
  const { auth } = await withCookieUser()
  for (const more of [{}, { remember: true }, { remember: 'yes' }]) {
    assert.deepEqual(lifetimes(await postCookie(auth, 'login', { json: { email, password, ...more } })), [true, true])
  }
})

test('a form without the member is no wish to be forgotten, and one with false is', async () => {
  const { auth } = await withCookieUser()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const fields = { email, password }
  const send = (body: Record<string, string>) =>
    postCookie(auth, 'login', { body: String(new URLSearchParams(body)), headers })
  assert.deepEqual(lifetimes(await send(fields)), [true, true])
  assert.deepEqual(lifetimes(await send({ ...fields, remember: 'off' })), [false, false])
})

test('a value that is no boolean is refused before a session begins', async () => {
  const { auth } = await withCookieUser()
  const reply = await postCookie(auth, 'login', { json: { email, password, remember: 'sometimes' } })
  assert.deepEqual([reply.status, reply.json], [400, { remember: ['Must be a valid boolean.'] }])
})

for (const config of configs) {
  test(`a registration without remember gives such cookies, too: ${JSON.stringify(config)}`, async () => {
    const { auth } = await withCookieUser(config)
    const json = { email: 'second@example.com', password, password_confirm: password }
    const registered = await postCookie(auth, 'register', { json: { ...json, remember: false } })
    assert.deepEqual([registered.status, lifetimes(registered)], [201, [false, false]])
    const refreshed = await postCookie(auth, 'refresh', withCookie(cookieHeader(registered)))
    assert.ok(refreshed.status === 200 && lifetimes(refreshed).every(lasts => !lasts), refreshed.text)
  })
}

test('a registration with a remember that is no boolean opens no account', async () => {
  const { auth } = await withCookieUser()
  const json = { email: 'second@example.com', password, password_confirm: password }
  const refused = await postCookie(auth, 'register', { json: { ...json, remember: 'sometimes' } })
  assert.deepEqual([refused.status, refused.json], [400, { remember: ['Must be a valid boolean.'] }])
  const registered = await postCookie(auth, 'register', { json })
  assert.deepEqual([registered.status, lifetimes(registered)], [201, [true, true]])
})
