/** Answers of a provider that belong to no sign-in, to another one, or to one that is over. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHttpBrowser, type HttpBrowser } from './http-browser.ts'
import { runSocialApp, type SocialApp, visitProvider } from './social-app.ts'

const cookie = '__Host-social_acme'

async function atTheDoor(app: SocialApp, login = 'alice') {
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

test('an answer opened in another browser logs nobody in', async t => {
  const app = await runSocialApp(t)
  const { back } = await atTheDoor(app)
  await assertRefused(app, createHttpBrowser(), back, 'no_cookie')
})

test('an answer with a missing, another or a second state logs nobody in, and spoils nothing', async t => {
  const app = await runSocialApp(t)
  const { browser, back } = await atTheDoor(app)
  const stranger = await atTheDoor(app)
  await assertRefused(app, browser, withParameter(back, 'state', undefined), 'no_state')
  await assertRefused(app, browser, withParameter(back, 'state', 'x'.repeat(43)), 'other_state')
  await assertRefused(app, browser, `${back}&state=${back.searchParams.get('state')}`, 'no_state')
  await assertRefused(app, browser, stranger.back, 'other_state')
  assert.equal((await browser.open(String(back))).status, 303)
})

test('an answer counts once, also for whoever kept the cookie', async t => {
  const app = await runSocialApp(t)
  const { browser, back, sealed } = await atTheDoor(app)
  assert.equal((await browser.open(String(back))).status, 303)
  assert.equal(browser.cookies(app.url).has(cookie), false)
  const thief = createHttpBrowser()
  thief.setCookie(app.url, cookie, sealed)
  await assertRefused(app, thief, back, 'replayed')
})

test('of ten who open one answer at once one is logged in', async t => {
  const app = await runSocialApp(t)
  const { back, sealed } = await atTheDoor(app)
  const pages = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const browser = createHttpBrowser()
      browser.setCookie(app.url, cookie, sealed)
      return (await browser.open(String(back))).status
    }),
  )
  assert.deepEqual(pages.sort(), [303, ...Array(9).fill(400)])
})

test('a sign-in is over after ten minutes', async t => {
  const app = await runSocialApp(t)
  const { browser, back } = await atTheDoor(app)
  app.auth.clock.advance(600_000)
  await assertRefused(app, browser, back, 'expired')
})

test('a cookie that was changed, or made elsewhere, is none', async t => {
  const app = await runSocialApp(t)
  const { back, sealed } = await atTheDoor(app)
  const flipped = sealed.slice(0, 20) + (sealed[20] === 'A' ? 'B' : 'A') + sealed.slice(21)
  const plain = Buffer.from(JSON.stringify({ state: back.searchParams.get('state') })).toString('base64url')
  for (const value of [flipped, plain, sealed.slice(0, -4), `${sealed}=`, 'x'.repeat(5000), '']) {
    const browser = createHttpBrowser()
    browser.setCookie(app.url, cookie, value)
    await assertRefused(app, browser, back, 'bad_cookie')
  }
})

test('the answer is taken by its own method alone, and a HEAD ends no sign-in', async t => {
  const app = await runSocialApp(t)
  const { browser, back } = await atTheDoor(app)
  const body = back.searchParams
  assert.equal((await browser.open(`${back.origin}${back.pathname}`, { method: 'POST', body })).status, 405)
  for (const method of ['HEAD', 'PUT', 'DELETE'])
    assert.equal((await browser.open(String(back), { method })).status, 405)
  assert.equal((await browser.open(String(back))).status, 303)
})
