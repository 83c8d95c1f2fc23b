import assert from 'node:assert/strict'
import { test } from 'node:test'
import { email, password, postCookie, withCookie } from '../../../../testing/cookie-endpoints.ts'
import { createTestAuth } from '../../../../testing/test-auth.ts'
import { cookieHeader } from '../../../../testing/test-cookies.ts'

test('all four endpoints keep the tokens out of every body', async () => {
  const auth = await createTestAuth()
  const json = { email, password, password_confirm: password }
  const registered = await postCookie(auth, 'register', { json })
  const loggedIn = await postCookie(auth, 'login', { json })
  const refreshed = await postCookie(auth, 'refresh', withCookie(cookieHeader(loggedIn)))
  const loggedOut = await postCookie(auth, 'logout', withCookie(cookieHeader(refreshed)))
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
