/** A social sign-in without "remember me" ends with the browser, as a login by password does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHttpBrowser, type Page } from './http-browser.ts'
import { runSocialApp, signIn } from './social-app.ts'

/** Whether each cookie of a token that was set outlives the browser. */
const lifetimes = ({ headers }: Pick<Page, 'headers'>) =>
  headers
    .getSetCookie()
    .filter(cookie => /(access|refresh)_token=/.test(cookie))
    .map(cookie => /; (max-age|expires)=/i.test(cookie))

test('remember=false is kept through the provider: the cookies end with the browser, also after a refresh', async t => {
  const app = await runSocialApp(t)
  for (const [query, lasts] of [
    ['', true],
    ['?remember=true', true],
    ['?remember=false', false],
    ['?next=/welcome%3Ffrom=social&remember=0', false],
  ] as const) {
    const { browser, page } = await signIn(app, 'alice', { query })
    assert.deepEqual(lifetimes(page), [lasts, lasts], query)
    const refreshed = await browser.open(`${app.url}/api/auth/cookie/refresh/`, { method: 'POST' })
    assert.equal(refreshed.status, 200)
    assert.deepEqual(lifetimes(refreshed), [lasts, lasts], query)
  }
})

test('what is no boolean is refused, and false beside mode=code, whose page keeps the tokens', async t => {
  const app = await runSocialApp(t)
  const challenge = 'a'.repeat(43)
  for (const query of [
    '?remember=sometimes',
    '?remember=true&remember=false',
    `?mode=code&code_challenge=${challenge}&remember=false`,
  ]) {
    const page = await createHttpBrowser().open(`${app.url}/api/auth/social/acme/${query}`)
    assert.equal(page.status, 400, query)
    assert.ok('remember' in JSON.parse(page.text))
  }
})
