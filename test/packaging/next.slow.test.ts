/** The app of the guide for Next, built and asked as its readers would. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { checkDirectClients } from '../../src/testing/count-logins.ts'
import { account, createBrowser, createNextSite, registration, secret } from './next-site.ts'
import { createConsumer } from './packed.ts'
import { visitPages } from './visit-pages.ts'

const app = createConsumer('with_dependencies')
// Beside the unpacked tarball: Next checks the types of all sources below it.
mkdirSync(join(app.folder, 'site'))
const site = createNextSite(join(app.folder, 'site'), join(app.folder, 'node_modules/next/dist/bin/next'))
after(async () => {
  await site.stopAll()
  app.remove()
})

test('the app of the guide is built without a secret, and opens nothing', () => {
  // The packages of the repository are behind links, so the root is above both.
  site.writeGuide("turbopack: { root: '/' }", ['proxy.ts'])
  site.write('lib/auth.ts', authOfPages)
  assert.match(site.build(), /\/api\/\[\.\.\.path\]/)
  assert.equal(existsSync(join(site.folder, 'app.sqlite3')), false)
})

test('without a secret a request is a 500 whose cause is in the log, and the answer does not say it', async () => {
  const { url, until, stop } = await site.start('start', {})
  const answer = await fetch(`${url}/api/auth/profile/`)
  assert.equal(answer.status, 500)
  assert.doesNotMatch(await answer.text(), /secret/i)
  await until(/secretKey/)
  await stop()
})

test('it serves logins, cookies, guards and pages, and no path is redirected', async () => {
  const { url, stop } = await site.start('start', secret)
  const { ask } = createBrowser(url)
  const registered = await ask('POST', '/api/auth/register/', registration)
  assert.equal(registered.status, 201, await registered.text())
  assert.equal((await ask('POST', '/api/auth/login/', account)).status, 200)
  assert.equal((await ask('GET', '/notes/7')).status, 401)
  assert.match(await (await ask('GET', '/')).text(), /Please log in/)
  assert.equal((await ask('POST', '/api/auth/cookie/login/', account)).status, 200)
  assert.deepEqual(await (await ask('GET', '/notes/7')).json(), { note: '7', of: 1 })
  assert.match(await (await ask('GET', '/')).text(), /Hello, (?:<!-- -->)?zoe@example\.com/)
  assert.equal((await ask('POST', '/api/auth/cookie/refresh/')).status, 200)
  assert.equal((await ask('GET', '/api/auth/profile')).status, 200)
  const head = await ask('HEAD', '/api/auth/profile/')
  assert.deepEqual([head.status, await head.text()], [200, ''])
  assert.match(await (await ask('OPTIONS', '/api/auth/profile/')).text(), /"name"/)
  await visitPages(ask, '')
  const wrong = await ask('DELETE', '/api/auth/profile/')
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'GET, PUT, PATCH, HEAD, OPTIONS'])
  assert.equal((await ask('POST', '/api/auth/cookie/logout/')).status, 200)
  assert.equal((await ask('GET', '/notes/7')).status, 401)
  await stop()
})

test('each connection has logins of its own, whatever it says about itself (IP spoofing)', async () => {
  const { url, said, stop } = await site.start('start', secret)
  // Next listens before it has read its configuration, where the watch of connections begins.
  await fetch(`${url}/_next/missing`)
  await checkDirectClients(url)
  assert.doesNotMatch(said(), /address\.missing/)
  await stop()
})

test('a page is drawn for its visitor after the access cookie has expired, twelve times at once', async () => {
  const { url, stop } = await site.start('start', { ...secret, ACCESS_LIFETIME: '4s' })
  const { ask, jar } = createBrowser(url)
  await ask('POST', '/api/auth/register/', registration)
  assert.equal((await ask('POST', '/api/auth/cookie/login/', account)).status, 200)
  const cookie = jar.header('/')
  await setTimeout(5100)
  const pages = await Promise.all(Array.from({ length: 12 }, () => fetch(url, { headers: { cookie } })))
  for (const page of pages) assert.match(await page.text(), /Hello, (?:<!-- -->)?zoe@example\.com/)
  const set = pages.map(({ headers }) => headers.getSetCookie().join('\n'))
  assert.equal(new Set(set).size, 1)
  assert.deepEqual(set[0]?.match(/^(?:access|refresh)_token=(?!"")/gm), ['access_token=', 'refresh_token='])
  const anonymous = await fetch(url, { headers: { cookie: 'refresh_token=forged' } })
  assert.match(await anonymous.text(), /Please log in/)
  await stop()
})

const authOfPages = `import { createAuth } from 'latchkey'
import { lazyAuth } from 'latchkey/next'

export const auth = lazyAuth('app', () =>
  createAuth({
    secretKey: process.env.SECRET_KEY,
    database: 'sqlite:app.sqlite3',
    refreshCookieSentTo: 'site',
    accessTokenLifetime: process.env.ACCESS_LIFETIME ?? '15m',
  }),
)
`
