/** Responses that belong to no sign-in, to another one, or to a finished one (login CSRF, replay). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHttpBrowser, type HttpBrowser } from './http-browser.ts'
import { runSocialApp, type SocialApp, visitProvider } from './social-app.ts'

const cookie = '__Host-social_acme'

async function startSignIn(app: SocialApp, login = 'alice') {
  const browser = createHttpBrowser()
  const back = await visitProvider(browser, `${app.url}/api/auth/social/acme/`, login)
  return { browser, back: new URL(back), sealed: browser.cookies(app.url).get(cookie) ?? assert.fail('no cookie') }
}

async function assertRefused(app: SocialApp, browser: HttpBrowser, url: URL | string, reason: string) {
  const page = await browser.open(String(url))
  assert.deepEqual([page.status, page.headers.get('latchkey-code')], [400, 'social_state_invalid'])
  assert.equal(page.location, undefined)
  assert.equal(app.auth.events.at(-1)?.reason, reason)
  assert.equal(browser.cookies(app.url).has('access_token'), false)
}

function withParameter(url: URL, name: string, value: string | undefined): URL {
  const changed = new URL(url)
  if (value === undefined) changed.searchParams.delete(name)
  else changed.searchParams.set(name, value)
  return changed
}

test('a response opened in another browser is refused (login CSRF)', async t => {
  const app = await runSocialApp(t)
  const { back } = await startSignIn(app)
  await assertRefused(app, createHttpBrowser(), back, 'no_cookie')
})

test('a response with a missing, another or a second state is refused, and does not use up the sign-in', async t => {
  const app = await runSocialApp(t)
  const { browser, back } = await startSignIn(app)
  const stranger = await startSignIn(app)
  await assertRefused(app, browser, withParameter(back, 'state', undefined), 'no_state')
  await assertRefused(app, browser, withParameter(back, 'state', 'x'.repeat(43)), 'other_state')
  await assertRefused(app, browser, `${back}&state=${back.searchParams.get('state')}`, 'no_state')
  await assertRefused(app, browser, stranger.back, 'other_state')
  assert.equal((await browser.open(String(back))).status, 303)
})

test('a response is accepted once, even if the cookie is kept (replay)', async t => {
  const app = await runSocialApp(t)
  const { browser, back, sealed } = await startSignIn(app)
  assert.equal((await browser.open(String(back))).status, 303)
  assert.equal(browser.cookies(app.url).has(cookie), false)
  const thief = createHttpBrowser()
  thief.setCookie(app.url, cookie, sealed)
  await assertRefused(app, thief, back, 'replayed')
})

test('of ten requests that open one response at once, one is logged in', async t => {
  const app = await runSocialApp(t)
  const { back, sealed } = await startSignIn(app)
  const pages = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const browser = createHttpBrowser()
      browser.setCookie(app.url, cookie, sealed)
      return (await browser.open(String(back))).status
    }),
  )
  assert.deepEqual(pages.sort(), [303, ...Array(9).fill(400)])
})

test('a sign-in expires after ten minutes', async t => {
  const app = await runSocialApp(t)
  const { browser, back } = await startSignIn(app)
  app.auth.clock.advance(600_000)
  await assertRefused(app, browser, back, 'expired')
})

test('a cookie that was modified, or sealed with another key, is refused', async t => {
  const app = await runSocialApp(t)
  const { back, sealed } = await startSignIn(app)
  const flipped = sealed.slice(0, 20) + (sealed[20] === 'A' ? 'B' : 'A') + sealed.slice(21)
  const plain = Buffer.from(JSON.stringify({ state: back.searchParams.get('state') })).toString('base64url')
  for (const value of [flipped, plain, sealed.slice(0, -4), `${sealed}=`, 'x'.repeat(5000), '']) {
    const browser = createHttpBrowser()
    browser.setCookie(app.url, cookie, value)
    await assertRefused(app, browser, back, 'bad_cookie')
  }
})

test('the response is accepted by its own method only, and HEAD does not use up the sign-in', async t => {
  const app = await runSocialApp(t)
  const { browser, back } = await startSignIn(app)
  const body = back.searchParams
  assert.equal((await browser.open(`${back.origin}${back.pathname}`, { method: 'POST', body })).status, 405)
  for (const method of ['HEAD', 'PUT', 'DELETE'])
    assert.equal((await browser.open(String(back), { method })).status, 405)
  assert.equal((await browser.open(String(back))).status, 303)
})
