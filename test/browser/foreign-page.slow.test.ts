/** Pages on other origins, in the browser of somebody who is logged in: they can neither read nor write. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import type { Config } from '../../src/settings/settings.ts'
import { everyRow } from '../../src/testing/every-row.ts'
import { testPassword } from '../../src/testing/test-client.ts'
import { browserTest, openBrowser } from './browser.ts'
import { serveApp, servePage } from './site.ts'

const victim = 'victim@example.com'
const attacker = 'attacker@evil.example'

const attacks = (port: number): Readonly<Record<string, string>> => ({
  local: `http://localhost:${port}/`,
  remote: `http://127.0.0.1:${port}/`,
})

/** A victim who is logged in at localhost, and an attacker's page that the same browser opens. */
async function besideVictim(t: TestContext, where: 'local' | 'remote', config: Config) {
  const site = await serveApp(t, config)
  await site.auth.register(victim)
  await site.auth.register(attacker)
  const context = await openBrowser(t)
  const page = await context.newPage()
  await page.goto(`http://localhost:${site.port}/`)
  await page.fill('[name=email]', victim)
  await page.fill('[name=password]', testPassword)
  await page.click('form button')
  await page.getByText(`Logged in as ${victim}`).waitFor()
  const evil = await context.newPage()
  const port = await servePage(t, () => '<!doctype html><title>A page of somebody else</title>')
  await evil.goto(attacks(port)[where] ?? '')
  return { site, context, page, evil, api: `http://localhost:${site.port}` }
}

/** What a fetch gives the page: the text it could read, or that it could read none. */
function fetchFrom(page: Page, url: string, init: Readonly<Record<string, unknown>>): Promise<unknown> {
  const asked = JSON.stringify({ credentials: 'include', ...init })
  return page.evaluate(`fetch('${url}', ${asked}).then(a => a.text(), error => error.name)`)
}

/** A form that nobody has to press; resolves when its answer has come. */
async function submitForm(page: Page, action: string, members: Readonly<Record<string, string>>): Promise<number> {
  const answered = page.waitForResponse(response => response.url() === action)
  await page.evaluate(`{
    const form = Object.assign(document.createElement('form'), { method: 'POST', action: '${action}' })
    for (const [name, value] of Object.entries(${JSON.stringify(members)}))
      form.append(Object.assign(document.createElement('input'), { name, value }))
    document.body.append(form)
    form.submit()
  }`)
  return (await answered).status()
}

const loadImage = (page: Page, src: string) =>
  page.evaluate(`new Promise(done => {
    Object.assign(new Image(), { onload: () => done('shown'), onerror: () => done('nothing'), src: '${src}' })
  })`)

const settings: Readonly<Record<string, Config>> = {
  'with the defaults': {},
  'with cookies for all sites': { cookieSameSite: 'None' },
}

const places = { 'another port': 'local', 'another host name': 'remote' } as const

for (const [about, config] of Object.entries(settings)) {
  for (const [place, where] of Object.entries(places)) {
    browserTest(`a page on ${place} reads nothing and changes nothing, ${about}`, async t => {
      const { site, context, page, evil, api } = await besideVictim(t, where, config)
      const [rows, cookies] = [everyRow(site.auth.store), await context.cookies()]
      const begun = site.seen.length
      const json = { headers: { 'Content-Type': 'application/json' }, body: '{"first_name":"Mallory"}' }
      const plain = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: '{}' }

      assert.equal(await fetchFrom(evil, `${api}/api/auth/profile/`, {}), 'TypeError')
      assert.equal(await fetchFrom(evil, `${api}/api/auth/profile/`, { mode: 'no-cors' }), '')
      assert.equal(await fetchFrom(evil, `${api}/api/auth/profile/`, { method: 'PATCH', ...json }), 'TypeError')
      for (const endpoint of ['refresh', 'logout', 'login', 'register']) {
        assert.equal(await fetchFrom(evil, `${api}/api/auth/cookie/${endpoint}/`, plain), 'TypeError')
        assert.equal(await fetchFrom(evil, `${api}/api/auth/cookie/${endpoint}/`, { ...plain, mode: 'no-cors' }), '')
      }
      assert.equal(await loadImage(evil, `${api}/api/auth/profile/`), 'nothing')
      assert.equal(await loadImage(evil, `${api}/api/auth/cookie/logout/`), 'nothing')
      const credentials = { email: attacker, password: testPassword }
      assert.equal(await submitForm(evil, `${api}/api/auth/cookie/login/`, credentials), 403)

      // The attacks did arrive, and where browsers let them, with the victim's cookies.
      const arrived = site.seen.slice(begun)
      assert.ok(arrived.some(({ method, path }) => method === 'POST' && path === '/api/auth/cookie/logout/'))
      const brings = where === 'local' || config.cookieSameSite === 'None'
      assert.equal(
        arrived.some(({ method, hasCookie }) => method === 'POST' && hasCookie),
        brings,
      )

      assert.deepEqual(everyRow(site.auth.store), rows)
      assert.deepEqual(await context.cookies(), cookies)
      await page.reload()
      await page.getByText(`Logged in as ${victim}`).waitFor()
    })
  }
}
