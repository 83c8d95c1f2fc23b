/**
 * A page on another origin has its visitor's browser change the account: the access cookie goes along by itself, so
 * every change that it alone authenticates asks where it comes from.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefusedWithoutTrace, foreignPages, loggedInVictim, password, victim } from './cross-site.ts'

const changes = [
  ['PATCH', 'profile', { email: 'taken-over@evil.example', first_name: 'Mallory' }],
  ['PUT', 'profile', { email: 'taken-over@evil.example', first_name: 'Mallory', last_name: 'M' }],
  [
    'POST',
    'password/change',
    { old_password: password, new_password: 'Owned-by-Mallory-1', new_password_confirm: 'Owned-by-Mallory-1' },
  ],
] as const

for (const [page, headers] of Object.entries(foreignPages)) {
  test(`${page} changes neither profile nor password with the victim’s cookie (CSRF) (CSRF)`, async () => {
    const browser = await loggedInVictim()
    for (const [method, path, json] of changes) {
      const forged = { json, headers: { ...headers, cookie: browser.cookie } }
      await assertRefusedWithoutTrace(browser, () => browser.ask(method, `/api/auth/${path}/`, forged))
    }
    assert.equal((await browser.auth.login(victim)).access.length > 0, true)
  })
}

test('a form or a plain text body, which needs no preflight, is refused before it is read (CSRF)', async () => {
  const browser = await loggedInVictim()
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x']) {
    const headers = { cookie: browser.cookie, origin: 'https://evil.example', 'content-type': type }
    const forged = { body: '{"first_name":"Mallory"}', headers }
    await assertRefusedWithoutTrace(browser, () => browser.ask('POST', '/api/auth/password/change/', forged))
  }
})

test('an Authorization header of another scheme does not exempt the cookie from the CSRF check', async () => {
  const browser = await loggedInVictim()
  const headers = { cookie: browser.cookie, origin: 'https://evil.example', authorization: 'Basic YTpi' }
  const forged = { json: { first_name: 'Mallory' }, headers }
  await assertRefusedWithoutTrace(browser, () => browser.ask('PATCH', '/api/auth/profile/', forged))
})

test('other sites reach neither logout: the one by cookie nor the one by token (logout CSRF)', async () => {
  const browser = await loggedInVictim()
  const headers = { cookie: browser.cookie, 'sec-fetch-site': 'cross-site' }
  await assertRefusedWithoutTrace(browser, () => browser.ask('POST', '/api/auth/cookie/logout/', { headers }))
  assert.equal((await browser.ask('POST', '/api/auth/logout/', { json: { refresh: 'x' }, headers })).status, 403)
})
