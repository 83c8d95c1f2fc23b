/**
 * With a cookie that had expired, dj-rest-auth answered 401 to everything, the login too, and its logout did not take
 * HttpOnly cookies away: nobody came out of the loop but by deleting them by hand (issues 515, 320).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieHeader, cookiesOf } from '../../src/testing/test-cookies.ts'
import { loggedInVictim, password, victim } from './cross-site.ts'

const credentials = { email: victim, password }

/** Ways in which the cookies of a browser come to be no good. */
const spoilt: Readonly<
  Record<string, (browser: Awaited<ReturnType<typeof loggedInVictim>>) => Promise<string> | string>
> = {
  'both tokens expired': ({ auth, cookie }) => {
    auth.clock.advance(8 * 24 * 3_600_000)
    return cookie
  },
  'the session was ended elsewhere': async ({ auth, cookie }) => {
    const { access } = await auth.login(victim)
    await auth.changePassword(access, password)
    return cookie
  },
  'the tokens were changed by hand': ({ cookie }) => cookie.replaceAll('eyJ', 'eyK'),
  'the tokens were signed with another key': async () =>
    (await loggedInVictim({ secretKey: 'another secret of tests, with which nobody else signs' })).cookie,
  'they are empty': () => 'access_token=; refresh_token=',
  'each came twice': ({ cookie }) => `access_token=old; refresh_token=old; ${cookie}`,
}

for (const [how, spoil] of Object.entries(spoilt)) {
  test(`${how}: logging in, registering and public endpoints work with the stale cookies`, async () => {
    const browser = await loggedInVictim()
    const headers = { cookie: await spoil(browser) }
    const { ask } = browser
    const loggedIn = await ask('POST', '/api/auth/cookie/login/', { json: credentials, headers })
    assert.equal(loggedIn.status, 200)
    const account = { email: 'new@example.com', password, password_confirm: password }
    assert.equal((await ask('POST', '/api/auth/cookie/register/', { json: account, headers })).status, 201)
    assert.equal((await ask('POST', '/api/auth/login/', { json: credentials, headers })).status, 200)
    const second = { ...account, email: 'newer@example.com' }
    assert.equal((await ask('POST', '/api/auth/register/', { json: second, headers })).status, 201)
    assert.equal((await ask('POST', '/api/auth/token/verify/', { json: { token: 'x' }, headers })).status, 401)
    const fresh = { cookie: cookieHeader(loggedIn) }
    assert.equal((await ask('GET', '/api/auth/profile/', { headers: fresh })).json.email, victim)
  })
}

test('a refresh with a dead token deletes both cookies, which ends the loop', async () => {
  const { auth, cookie, ask } = await loggedInVictim()
  auth.clock.advance(8 * 24 * 3_600_000)
  const refused = await ask('POST', '/api/auth/cookie/refresh/', { headers: { cookie } })
  assert.equal(refused.status, 401)
  assert.deepEqual(
    cookiesOf(refused).map(({ name, attributes }) => [name, attributes['max-age']]),
    [
      ['access_token', '0'],
      ['refresh_token', '0'],
    ],
  )
})

test('a refresh works while the stale access cookie is still sent', async () => {
  const { auth, cookie, ask } = await loggedInVictim()
  auth.clock.advance(3_600_000)
  const refreshed = await ask('POST', '/api/auth/cookie/refresh/', { headers: { cookie } })
  assert.equal(refreshed.status, 200)
  const headers = { cookie: cookieHeader(refreshed) }
  assert.equal((await ask('GET', '/api/auth/profile/', { headers })).status, 200)
})
