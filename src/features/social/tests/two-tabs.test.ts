/** Several sign-ins of one browser at once, each in its tab. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHttpBrowser, type HttpBrowser } from './http-browser.ts'
import { runSocialApp, type SocialApp, visitProvider } from './social-app.ts'

const cookie = '__Host-social_acme'
const begin = (app: SocialApp, browser: HttpBrowser, query = '', provider = 'acme') =>
  visitProvider(browser, `${app.url}/api/auth/social/${provider}/${query}`)

test('two sign-ins that were begun in two tabs both finish, in either order', async t => {
  const app = await runSocialApp(t)
  for (const order of [
    [0, 1],
    [1, 0],
  ] as const) {
    const browser = createHttpBrowser()
    const backs = [await begin(app, browser), await begin(app, browser, '?next=/welcome%3Ffrom=social')] as const
    for (const tab of order) {
      const page = await browser.open(backs[tab])
      assert.equal(page.location, `${app.url}${['/', '/welcome?from=social'][tab]}`)
    }
    assert.equal(browser.cookies(app.url).has(cookie), false)
  }
})

test('tabs at different providers do not disturb each other', async t => {
  const people = { alice: { sub: '1001', email: 'alice@example.com', email_verified: true } }
  const app = await runSocialApp(t, { people })
  const browser = createHttpBrowser()
  const one = await begin(app, browser)
  const other = await visitProvider(browser, `${app.url}/api/auth/social/other/`, 'mallory')
  assert.equal((await browser.open(one)).location, `${app.url}/`)
  assert.equal((await browser.open(other)).location, `${app.url}/`)
})

test('each of them counts once: a reload says that it has ended, and leaves the other tab alone', async t => {
  const app = await runSocialApp(t)
  const browser = createHttpBrowser()
  const [one, other] = [await begin(app, browser), await begin(app, browser)]
  const before = browser.cookies(app.url).get(cookie) ?? ''
  assert.equal((await browser.open(one)).location, `${app.url}/`)
  // As a double click sends it: with the cookie from before.
  browser.setCookie(app.url, cookie, before)
  const again = await browser.open(one)
  assert.equal(again.status, 400)
  assert.match(again.text, /opened twice/)
  assert.equal((await browser.open(other)).location, `${app.url}/`)
})

test('a browser keeps five, the newest, in a cookie that browsers accept', async t => {
  const app = await runSocialApp(t)
  const browser = createHttpBrowser()
  const backs: string[] = []
  for (let tab = 0; tab < 8; tab += 1) backs.push(await begin(app, browser))
  assert.ok((browser.cookies(app.url).get(cookie) ?? '').length < 3700)
  const statuses: number[] = []
  for (const back of backs) statuses.push((await browser.open(back)).status)
  assert.deepEqual(statuses, [400, 400, 400, 303, 303, 303, 303, 303])
})

test('what another site planted in the cookie is dropped when the next sign-in begins', async t => {
  const app = await runSocialApp(t)
  const browser = createHttpBrowser()
  browser.setCookie(app.url, cookie, `${'x'.repeat(3000)}.nonsense..`)
  const back = await begin(app, browser)
  assert.doesNotMatch(browser.cookies(app.url).get(cookie) ?? '', /xxx|nonsense|\./)
  assert.equal((await browser.open(back)).status, 303)
})
