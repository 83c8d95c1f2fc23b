/**
 * dj-rest-auth's logout looked for the refresh token in the body alone: with HttpOnly cookies, which no page can read,
 * the token lived on after "logged out" (iMerica/dj-rest-auth issues 475, 347, 212).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookiesOf } from '../../src/testing/test-cookies.ts'
import { loggedInVictim } from './cross-site.ts'

const logout = '/api/auth/cookie/logout/'

test('a logout takes the refresh token from its cookie and ends that session', async () => {
  const { cookie, ask } = await loggedInVictim()
  const headers = { cookie }
  assert.equal((await ask('POST', logout, { headers })).status, 200)
  assert.equal((await ask('POST', '/api/auth/cookie/refresh/', { headers })).status, 401)
  assert.equal((await ask('GET', '/api/auth/profile/', { headers })).status, 401)
  const refresh = cookie.split('refresh_token=')[1]
  assert.equal((await ask('POST', '/api/auth/token/refresh/', { json: { refresh } })).status, 401)
})

test('a logout with the refresh cookie alone, the access token in the header, ends the session', async () => {
  const { auth, cookie, ask } = await loggedInVictim()
  const [access = '', refresh = ''] = cookie.split('; ')
  const token = access.slice('access_token='.length)
  const reply = await ask('POST', logout, { token, headers: { cookie: refresh } })
  assert.equal(reply.status, 200)
  assert.equal(cookiesOf(reply).length, 2)
  assert.equal((await auth.visit(token)).status, 401)
  assert.equal((await ask('POST', '/api/auth/cookie/refresh/', { headers: { cookie: refresh } })).status, 401)
})

test('the answer to a logout does not complain of a missing token', async () => {
  const { cookie, ask } = await loggedInVictim()
  const { json } = await ask('POST', logout, { headers: { cookie } })
  assert.deepEqual(json, { message: 'Successfully logged out' })
})

test('a logout in one browser leaves the others signed in', async () => {
  const { auth, cookie, ask } = await loggedInVictim()
  const elsewhere = await auth.login('victim@example.com')
  await ask('POST', logout, { headers: { cookie } })
  assert.equal((await auth.visit(elsewhere.access)).status, 200)
})
