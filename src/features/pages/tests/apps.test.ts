import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { createFetchHandler } from '../../../adapters/fetch.ts'
import type { Config } from '../../../settings/settings.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'

const origin = 'http://localhost:8000'

async function open(config: Config = {}) {
  const auth = await createTestAuth(config)
  const handler = createFetchHandler(auth)
  const ask = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
    await handler(new Request(`${origin}${path}`, { headers }))
  return { ask, close: () => auth.close() }
}

/** The addresses of what a page loads. */
function loadedBy(page: string): readonly string[] {
  return [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
}

test('a page behind the login is a frame without data, which loads files of its own origin alone', async () => {
  const { ask, close } = await open()
  for (const app of ['account', 'console']) {
    const answer = await ask(`/${app}/`)
    const page = await answer.text()
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    const policy = answer.headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/)
    assert.match(policy, /frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/)
    assert.doesNotMatch(page, /<style|style=|<script(?! type="module" src=)| on\w+=/)
    for (const address of loadedBy(page)) {
      const file = await ask(address)
      assert.equal(file.status, 200, address)
      assert.ok(address.startsWith(`/${app}/assets/`), address)
    }
  }
  await close()
})

test('the frame has its title and what it says without a script in the language of the request', async () => {
  const { ask, close } = await open()
  const german = await (await ask('/account/', { 'accept-language': 'de-AT' })).text()
  assert.match(german, /<html lang="de">[\s\S]*<title>Konto · [\s\S]*<noscript><p[^>]*>Diese Seite braucht JavaScript/)
  const french = await (await ask('/console/?lang=fr', { 'accept-language': 'de' })).text()
  assert.match(french, /<html lang="fr">[\s\S]*<title>Console · [\s\S]*Cette page a besoin de JavaScript/)
  await close()
})

test('names with a digest are kept for a year, others are asked for again by their tag', async () => {
  const { ask, close } = await open()
  const [script = ''] = loadedBy(await (await ask('/console/')).text()).filter(each => each.endsWith('.js'))
  assert.equal((await ask(script)).headers.get('cache-control'), 'public, max-age=31536000, immutable')
  const style = await ask('/console/assets/style.css')
  assert.equal(style.headers.get('cache-control'), 'no-cache')
  const etag = style.headers.get('etag') ?? ''
  for (const asked of [etag, `"other", ${etag}`, '*']) {
    const again = await ask('/console/assets/style.css', { 'if-none-match': asked })
    assert.deepEqual([again.status, await again.text()], [304, ''], asked)
    assert.equal(again.headers.get('etag'), etag)
  }
  assert.equal((await ask('/console/assets/style.css', { 'if-none-match': 'W/"other"' })).status, 200)
  await close()
})

test('files are compressed for those who take it, and the same when unpacked', async () => {
  const { ask, close } = await open()
  const plain = await ask('/account/assets/style.css')
  assert.equal(plain.headers.get('content-encoding'), null)
  const text = await plain.text()
  for (const [accepted, isZipped] of [
    ['gzip', true],
    ['br;q=1, GZIP;q=0.5', true],
    ['*', true],
    ['gzip;q=0', false],
    ['br', false],
    ['gzipped', false],
  ] as const) {
    const answer = await ask('/account/assets/style.css', { 'accept-encoding': accepted })
    assert.equal(answer.headers.get('content-encoding'), isZipped ? 'gzip' : null, accepted)
    assert.equal(answer.headers.get('vary'), 'Accept-Encoding')
    const bytes = Buffer.from(await answer.arrayBuffer())
    assert.equal((isZipped ? gunzipSync(bytes) : bytes).toString(), text, accepted)
  }
  await close()
})

test('a name that is no file is not found, whatever it looks like (path traversal)', async () => {
  const { ask, close } = await open()
  for (const name of ['missing.js', '..%2f..%2fpackage.json', '__proto__', 'constructor', 'toString'])
    assert.equal((await ask(`/console/assets/${name}`)).status, 404, name)
  await close()
})

test('below a base path, every address of a page begins with it', async () => {
  const { ask, close } = await open({ basePath: '/auth' })
  const page = await (await ask('/auth/console/')).text()
  for (const address of loadedBy(page)) {
    assert.match(address, /^\/auth\/console\/assets\//)
    assert.equal((await ask(address)).status, 200, address)
  }
  assert.match(page, /&quot;base&quot;:&quot;\/auth&quot;/)
  await close()
})

test('files that the settings moved are loaded from there', async () => {
  const { ask, close } = await open({ paths: { console_assets: ['/static/console/{file}/'] } })
  const loaded = loadedBy(await (await ask('/console/')).text())
  assert.ok(loaded.length >= 3)
  for (const address of loaded) {
    assert.match(address, /^\/static\/console\/[^/]+$/)
    assert.equal((await ask(address)).status, 200, address)
  }
  await close()
})

test('an app is told where rows are that the settings moved, and of none that they switch off', async () => {
  const { ask, close } = await open({ paths: { admin_users: ['/staff/people/'] }, disabledEndpoints: ['admin_audit'] })
  const page = await (await ask('/console/')).text()
  assert.match(page, /&quot;admin_users&quot;:&quot;\/staff\/people\/&quot;/)
  assert.doesNotMatch(page, /admin_audit&quot;/)
  await close()
})

test('the settings switch each app off, and compat both', async () => {
  for (const [config, account, operators] of [
    [{ accountPages: 'off' }, 404, 200],
    [{ console: 'off' }, 200, 404],
    [{ compat: 'simplejwt' }, 404, 404],
    // The account pages would ask endpoints that the cookie does not open.
    [{ accessCookieOpens: 'cookie-endpoints' }, 404, 200],
    [{ compat: 'simplejwt', console: 'on' }, 404, 200],
  ] as const) {
    const { ask, close } = await open(config)
    assert.equal((await ask('/account/')).status, account, JSON.stringify(config))
    assert.equal((await ask('/console/')).status, operators, JSON.stringify(config))
    await close()
  }
})

test('the files of each app are small: 60 kB of script for the console, 30 for accounts, compressed', async () => {
  const { ask, close } = await open()
  for (const [app, most] of [
    ['console', 60_000],
    ['account', 30_000],
  ] as const) {
    const scripts = loadedBy(await (await ask(`/${app}/`)).text()).filter(each => each.endsWith('.js'))
    const sizes = await Promise.all(scripts.map(async each => gzipSync(await (await ask(each)).text()).length))
    const size = sizes.reduce((sum, each) => sum + each, 0)
    assert.ok(size > 1000 && size < most, `${app}: ${size}`)
  }
  await close()
})

test('the frame says whether services are told by webhooks, and nothing else of them', async () => {
  const secret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
  const billing = { url: 'https://billing.example.com/hooks', secret }
  for (const [webhooks, hasWebhooks] of [
    [{}, false],
    [{ billing }, true],
  ] as const) {
    const { ask, close } = await open({ webhooks })
    const page = await (await ask('/console/')).text()
    assert.ok(page.includes(`&quot;hasWebhooks&quot;:${hasWebhooks}`), page)
    assert.doesNotMatch(page, /billing|whsec_/)
    await close()
  }
})
